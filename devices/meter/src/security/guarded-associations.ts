import type { AssociationSettings } from '@ferraris/dlms/server'
import { clients } from './clients.ts'

/** Closes the port to all but the public client. */
interface PortGuard {
  readonly isLocked: boolean
}

/** The associations of a meter by client address. While its port is closed the server finds none but the public one. */
export class GuardedAssociations extends Map<number, AssociationSettings> {
  guard: PortGuard | undefined

  override get(client: number): AssociationSettings | undefined {
    return this.#isShut(client) ? undefined : super.get(client)
  }

  override has(client: number): boolean {
    return !this.#isShut(client) && super.has(client)
  }

  /** Whether the port is open or closed: for the meter's own pushes. */
  known(client: number): AssociationSettings | undefined {
    return super.get(client)
  }

  #isShut(client: number): boolean {
    return client !== clients.public && this.guard?.isLocked === true
  }
}
