import { defined } from '@ferraris/bytes'
import type { Meter } from '@ferraris/meter'
import type { Line } from '@ferraris/power-line'
import type { Port, Station } from '@ferraris/smitp/line'
import { type Aca, addressToOctets, broadcast } from '@ferraris/smitp/mac'

/** A repeater's answers of any class are over by then: nine hops and 64 slots, milliseconds. */
const repeating = 30_000

/** Offsets within a PSDU: LT, ADDRESS 6, CTL. */
const addressOctets = 1
const controlOctets = 7
const route = 8

/** The fields that a modem's filter reads. */
interface Head {
  readonly psdu: Uint8Array
  /** As a number, for all modems in reach compare it. */
  readonly address: number
  readonly request: boolean
}

/** The frame that is arriving now, at one modem after the other: it is decoded once for all. */
let arriving: Head = { psdu: new Uint8Array(), address: 0, request: false }

const broadcastAddress = numberOf(addressToOctets(broadcast).toReversed(), 0)

/**
 * Gives a meter its place on the line, behind a modem that filters as those of the field do: it hands on requests for
 * its own address and for all, and answers only while its meter waits for some, for it has repeated a request or made
 * one of its own. Without it every meter would decode every frame of its neighbours, only to drop it.
 */
export function plugIn(line: Line, place: string, aca: Aca) {
  return (station: Station): Port => {
    // Addresses go over the line in reverse of their printed order.
    const own = numberOf(addressToOctets(aca).toReversed(), 0)
    let repeatsUntil = Number.NEGATIVE_INFINITY
    const wants = (psdu: Uint8Array): boolean => {
      const { request, address } = headOf(psdu)
      return request ? address === own || address === broadcastAddress : line.now < repeatsUntil
    }
    const port = line.attach(place, station, wants)
    return {
      transmit(psdu) {
        if (headOf(psdu).request) repeatsUntil = line.now + repeating
        port.transmit(psdu)
      },
      carrier: () => port.carrier(),
      wakeAt: time => port.wakeAt(time),
      detach: () => port.detach(),
    }
  }
}

/** The face of a meter towards the power line. */
export function lineFaceOf({ identity, smitp }: Meter): NonNullable<Meter['smitp']> {
  return defined(smitp, `the line face of ${identity.serial}`)
}

function headOf(psdu: Uint8Array): Head {
  if (arriving.psdu !== psdu) {
    arriving = { psdu, address: numberOf(psdu, addressOctets), request: isRequest(psdu) }
  }
  return arriving
}

/** Bit 1 of the LLC control marks answers; it stands behind the route; CTL counts the entries of that. */
function isRequest(psdu: Uint8Array): boolean {
  const control = psdu[controlOctets] ?? 0
  const entries = (control & 1) === 1 ? 0 : ((control >> 1) & 7) + 1
  return ((psdu[route + 6 * entries] ?? 0) & 2) === 0
}

/** Six octets as a whole number; a frame too short for an address has none. */
function numberOf(octets: Uint8Array, from: number): number {
  let value = 0
  for (let i = from; i < from + 6; i++) value = value * 256 + (octets[i] ?? Number.NaN)
  return value
}
