import type { Line } from '@ferraris/power-line'
import { type Aca, addressToOctets, broadcast, type Port, type Station } from '@ferraris/smitp'

/** A repeater's answers are over by then, whatever class they were of: nine hops and 64 slots, milliseconds. */
const REPEATING = 30_000

/** Offsets within a PSDU: LT, ADDRESS 6, CTL. */
const ADDRESS = 1
const CONTROL = 7
const ROUTE = 8

const everybody = onAir(broadcast)

/**
 * Gives a meter its place on the line, behind a modem that filters as those of the field do: it hands on requests for
 * its own address and for all, and answers only while its meter waits for some, for it has repeated a request or made
 * one of its own. Without it every meter would take apart every frame of its neighbours, only to drop it.
 */
export const plugIn =
  (line: Line, place: string, aca: Aca) =>
  (station: Station): Port => {
    const own = onAir(aca)
    let repeatsUntil = Number.NEGATIVE_INFINITY
    const wants = (psdu: Uint8Array): boolean =>
      isRequest(psdu) ? isFor(psdu, own) || isFor(psdu, everybody) : line.now < repeatsUntil
    const port = line.attach(place, station, wants)
    return {
      transmit(psdu) {
        if (isRequest(psdu)) repeatsUntil = line.now + REPEATING
        port.transmit(psdu)
      },
      wakeAt: time => port.wakeAt(time),
      detach: () => port.detach(),
    }
  }

const isFor = (psdu: Uint8Array, address: Uint8Array): boolean => {
  for (let i = 0; i < address.length; i++) if (psdu[ADDRESS + i] !== address[i]) return false
  return true
}

/** Bit 1 of the LLC control marks answers; it stands behind the route, whose entries CTL counts. */
const isRequest = (psdu: Uint8Array): boolean => {
  const control = psdu[CONTROL]!
  const entries = (control & 1) === 1 ? 0 : ((control >> 1) & 7) + 1
  return ((psdu[ROUTE + 6 * entries] ?? 0) & 2) === 0
}

/** Addresses go over the line in reverse of their printed order. */
function onAir(address: Parameters<typeof addressToOctets>[0]): Uint8Array {
  return addressToOctets(address).slice().reverse()
}
