import { broadcast, type Discipline, dsaps } from '@ferraris/smitp/mac'
import { encodeNetworkMessage } from '@ferraris/smitp/network'
import type { Saying } from '../exchange/request.ts'

/** Who is asked: a phase, and a part of the addresses by their last octet (those with (octet + add) mod 2^shift = 0). */
export interface Circle {
  readonly phase: 'same' | 'any'
  readonly add: number
  readonly shift: number
}

export const everybody: Circle = { phase: 'any', add: 0, shift: 0 }

/** The two halves of a circle; undefined when one address is left. */
export function halvesOf({ phase, add, shift }: Circle): [Circle, Circle] | undefined {
  return shift === 8
    ? undefined
    : [
        { phase, add, shift: shift + 1 },
        { phase, add: add + 2 ** shift, shift: shift + 1 },
      ]
}

/** Only nodes at least this willing answer: between those silenced (1) and those awake (255). */
const willing = 0x55
const silent = 1
const awake = 255

function say(
  message: Parameters<typeof encodeNetworkMessage>[0],
  discipline: Discipline,
  poll: boolean,
): Saying {
  return {
    discipline,
    dsap: dsaps.networkManagement,
    ecc: 'none',
    lsdu: encodeNetworkMessage(message),
    poll,
  }
}

/** Everybody who hears it answers searches again. */
export const wake: Saying = say({ kind: 'tct-set.request', tct: awake }, 'S', false)

/** The addressed node answers no more searches, and acknowledges that. */
export const silence: Saying = say({ kind: 'tct-set.request', tct: silent }, 'RA1', true)

/** Who is there? */
export function whoIsThere(circle: Circle, discipline: Discipline): Saying {
  return say({ kind: 'address.request', tcr: willing, ...circle }, discipline, true)
}

/** Who is behind you? The addressed node asks in our name, and reports at most four. */
export function whoIsBehind(circle: Circle, discipline: Discipline): Saying {
  return say({ kind: 'reqaddr.request', tcr: willing, ...circle }, discipline, true)
}

/** A way to everybody that its last station reaches. */
export function everybodyBehind(route: readonly string[]): string[] {
  return [...route, broadcast]
}
