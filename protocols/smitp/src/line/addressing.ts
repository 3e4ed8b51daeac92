import { at } from '@ferraris/bytes'
import type { Address } from '../mac/address.ts'
import type { MacFrame } from '../mac/frame.ts'

/**
 * The addresses of a frame as one text, with the number of its exchange.
 *
 * No frame names its sender. Our choice, so that answers of different meters cannot be taken for one another: **an
 * answer bears, on each stretch of its way, the same addresses and number as the request did on that stretch.** The
 * destination answers with the addresses it was called by; a repeater that has passed a request on knows under which
 * addresses it did (those the answer will come back with) and under which it got it (those it passes the answer on
 * with); the master takes an answer that bears the whole route of its request. So only the destination needs an
 * address, and an answer that is overheard two stretches further on fits nowhere.
 */
export function passageKey({
  address,
  route,
  control,
}: Pick<MacFrame, 'address' | 'route' | 'control'>): string {
  return `${control.number ?? 0} ${[address, ...route].join(' ')}`
}

/** Address and route fields for a way, nearest node first. */
export function alongRoute(way: readonly Address[]): Pick<MacFrame, 'address' | 'route'> {
  return {
    address: at(way, 0),
    route: way.slice(1),
  }
}
