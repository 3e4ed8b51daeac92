/** How the audit log records a request. */
export interface AuditRule {
  readonly action: string
  /** Members of the body to record: none of them is a secret. */
  readonly recorded?: readonly string[]
  /** Parameters of the query to record. */
  readonly asked?: readonly string[]
  /** What else of the body is recorded. */
  readonly detail?: (body: never) => object
}

/** Requests by method and path below `/api/v1`, under the names of their actions: `'POST /users'`. */
export type AuditRules = Readonly<Record<string, AuditRule>>
