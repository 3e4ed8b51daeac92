import type { Role } from './roles.ts'

/** Who sends a request: a signed-in person, or a program by its token. */
export interface Principal {
  kind: 'session' | 'token'
  name: string
  role: Role
}
