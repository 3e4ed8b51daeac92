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
/** Bit of the LLC control. */
const answer = 2

const broadcastAddress = numberOf(addressToOctets(broadcast).toReversed(), 0)

/**
 * What modems tell frames apart by: a request by its address, an answer by the address and number of its exchange. Undefined
 * for a request to all.
 */
export function keyOf(psdu: Uint8Array): number | undefined {
  const address = numberOf(psdu, addressOctets)
  const control = controlOf(psdu)
  if ((control & answer) !== 0) return keyOfExchange(address, control)
  return address === broadcastAddress ? undefined : keyOfAddress(address)
}

function keyOfAddress(address: number): number {
  return 32 * address
}

/** An answer bears address and number of its request. */
function keyOfExchange(address: number, control: number): number {
  return 32 * address + 16 + (control >> 4)
}

/**
 * Gives a meter its place on the line, behind a modem that filters as those of the field do: it hands on requests for
 * its own address and for all, and answers only to what its meter has sent and may wait for, for it has repeated a request or
 * made one of its own. Without it every meter would decode every frame of its neighbours, only to drop it.
 */
export function plugIn(line: Line, place: string, aca: Aca) {
  return (station: Station): Port => {
    const port = line.attach(place, station)
    // Addresses go over the line in reverse of their printed order.
    port.want(keyOfAddress(numberOf(addressToOctets(aca).toReversed(), 0)))
    const awaited = new Map<number, number>()
    return {
      transmit(psdu) {
        const control = controlOf(psdu)
        if ((control & answer) === 0) {
          for (const [known, until] of awaited) {
            if (line.now < until) continue
            awaited.delete(known)
            port.unwant(known)
          }
          const key = keyOfExchange(numberOf(psdu, addressOctets), control)
          awaited.set(key, line.now + repeating)
          port.want(key)
        }
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

/** The LLC control: bit 1 marks answers, bits 4 to 7 number the exchange. It stands behind the route; CTL counts the entries of that. */
function controlOf(psdu: Uint8Array): number {
  const control = psdu[controlOctets] ?? 0
  const entries = (control & 1) === 1 ? 0 : ((control >> 1) & 7) + 1
  return psdu[route + 6 * entries] ?? 0
}

/** Six octets as a whole number; a frame too short for an address has none. */
function numberOf(octets: Uint8Array, from: number): number {
  let value = 0
  for (let i = from; i < from + 6; i++) value = value * 256 + (octets[i] ?? Number.NaN)
  return value
}
