import type { Clock, Meter, PushMessage, PushPort } from '@ferraris/meter'
import { openPushSender, type PushTarget, TransportError } from '@ferraris/transport'

/** How long a receiver may take to open, milliseconds. */
const patience = 10_000

/** Sends what the push setups of a meter say (class 40), in the wrapper over TCP or UDP. What cannot be sent is tried again. */
export const pushOverNetwork: PushPort = {
  async send(message: PushMessage): Promise<boolean> {
    const target = targetOf(message)
    if (target === undefined) return false
    try {
      const sender = await openPushSender(target, 'wrapper', { timeoutMs: patience, onGone: () => {} })
      sender.send(message.apdu)
      await sender.close()
      return true
    } catch (error) {
      if (error instanceof TransportError) return false
      throw error
    }
  },
}

/** `host:port` of the destination; undefined for media that are not there, and for what is no address. */
function targetOf({ service, destination }: PushMessage): PushTarget | undefined {
  if (service !== 'tcp' && service !== 'udp') return undefined
  const [, host, port] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(String.fromCharCode(...destination)) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 0xffff) return undefined
  return { medium: service, host, port: Number(port) }
}

/** A setting may make a meter busy at any time: so often it is asked when it wants to be woken. */
const lookEvery = 5000

/** Wakes a meter when it has something to do of its own, by its clock. `onFailure` hears of a meter that cannot. */
export function keepAwake(
  meter: Pick<Meter, 'wake' | 'nextWake'>,
  onFailure: (error: unknown) => void,
  clock: Clock = Date,
): { close(): void } {
  let timer: NodeJS.Timeout
  const look = (): void => {
    let next: number | undefined
    try {
      next = meter.nextWake()
      if (next !== undefined && next <= clock.now()) {
        meter.wake()
        next = meter.nextWake()
      }
    } catch (error) {
      // A disk may be full now and not later: it is tried again.
      next = undefined
      onFailure(error)
    }
    const wait = (next ?? Number.POSITIVE_INFINITY) - clock.now()
    timer = setTimeout(look, Math.min(lookEvery, Math.max(wait, 100)))
  }
  look()
  return { close: () => clearTimeout(timer) }
}
