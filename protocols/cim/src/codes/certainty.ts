/**
 * How sure a code or a list of elements is. `sure`: in a public schema, or used alike by two independent implementations. `seen`: in one.
 * `own`: our choice until a partner says otherwise; a partner's table replaces any of them.
 */
export type Certainty = 'sure' | 'seen' | 'own'

/** A code and what it rests on. */
export interface KnownCode {
  readonly code: string
  readonly certainty: Certainty
}

export function sure(code: string): KnownCode {
  return { code, certainty: 'sure' }
}
export function seen(code: string): KnownCode {
  return { code, certainty: 'seen' }
}
export function own(code: string): KnownCode {
  return { code, certainty: 'own' }
}
