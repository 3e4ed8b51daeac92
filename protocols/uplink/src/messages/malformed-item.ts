/** An item of a list that is not what it is declared to be. */
export interface MalformedItem {
  /** By which its sender names it, where that can be read. */
  readonly key: string | undefined
  /** Where in the message, and in it what. */
  readonly path: string
  readonly detail: string
  /** As it came. */
  readonly given: unknown
}
