/** How a request is told in the audit log. */
export interface Telling {
  readonly action: string
  /** Members of the body that may be told: none of them is a secret. */
  readonly told?: readonly string[]
  /** What else of the body is told. */
  readonly detail?: (body: never) => object
}

/** Requests under the names that people look for, by method and path below `/api/v1`: `'POST /users'`. */
export type Tellings = Readonly<Record<string, Telling>>
