export interface UseCaseGroup {
  readonly title: string
  /** The number of a use case, which its test bears, and what it is about. */
  readonly lines: readonly (readonly [id: string, title: string])[]
}
