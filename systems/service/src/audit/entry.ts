import { createHash } from 'node:crypto'

/** Something that was done, or tried, and bears on security. */
export interface AuditEvent {
  /** Username, or name of the token; `head-end` for what it does of its own. */
  readonly actor: string
  readonly actorKind: 'person' | 'token' | 'head-end'
  /** Where the request came from. */
  readonly address: string | null
  /** What was asked for, for example `user.created`. */
  readonly action: string
  /** What it was done to: a username, a serial number. */
  readonly subject: string | null
  readonly outcome: 'done' | 'refused' | 'failed'
  /** JSON text of what else is worth knowing; never a secret. */
  readonly detail: string | null
}

/** An event with its place in the chain. */
export interface AuditEntry extends AuditEvent {
  /** From 1, without gaps. */
  readonly sequence: number
  /** Epoch milliseconds. */
  readonly time: number
  /** SHA-256 of the entry and of the digest before. */
  readonly digest: Uint8Array
}

/** What the first entry is chained to. */
export const noDigest = new Uint8Array(32)

/** The digest of an entry that follows the digest `before`: SHA-256 over that digest and the members as JSON. */
export function chained(entry: Omit<AuditEntry, 'digest'>, before: Uint8Array): Uint8Array {
  const { sequence, time, actor, actorKind, address, action, subject, outcome, detail } = entry
  const members = [sequence, time, actor, actorKind, address, action, subject, outcome, detail]
  return createHash('sha256').update(before).update(JSON.stringify(members)).digest()
}
