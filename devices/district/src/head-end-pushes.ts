import type { PushMessage, PushPort } from '@ferraris/meter'
import { pushOverNetwork } from './pushes.ts'

/** Where the head-end of a district takes pushes. */
export interface PushPlace {
  readonly host: string
  readonly port: number
}

/** The name under which the meters of a district know their head-end, wherever it is at the moment. */
export const headEndDestination = 'head-end:4059'

/** Sends what the meters with an address of their own push: to the head-end of the district by its name, elsewhere by address. */
export class DistrictPushes implements PushPort {
  #place: PushPlace | undefined

  /** The head-end takes pushes there from now on. */
  pushTo(place: PushPlace): void {
    this.#place = place
  }

  async send(message: PushMessage): Promise<boolean> {
    if (String.fromCharCode(...message.destination) !== headEndDestination)
      return await pushOverNetwork.send(message)
    if (this.#place === undefined) return false
    const { host, port } = this.#place
    const destination = new Uint8Array(
      Buffer.from(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`),
    )
    return await pushOverNetwork.send({ ...message, destination })
  }
}
