import type { Role } from './roles.ts'

/** The sender of a request: a signed-in person, or a program by its token. */
export interface Principal {
  readonly kind: 'session' | 'token'
  readonly name: string
  readonly role: Role
}
