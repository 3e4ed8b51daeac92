import type { MeterButton } from '@ferraris/meter'

/** The covers on the front, as what opens them is called. */
export type FrontCover = 'meter-cover' | 'terminal-cover'

/** What a key of the terminal does: a button of the meter, a cover that is opened or closed, or the end. */
export type KeyDeed =
  | { readonly press: MeterButton }
  | { readonly cover: FrontCover }
  | { readonly quit: true }

const escapeSign = '\u001b'
const [up, down] = [`${escapeSign}[A`, `${escapeSign}[B`]
/** An arrow, or any other key. */
const oneKey = new RegExp(`${escapeSign}\\[[AB]|[^${escapeSign}]`, 'g')

const deeds: Readonly<Record<string, KeyDeed>> = {
  [up]: { press: 'up' },
  k: { press: 'up' },
  [down]: { press: 'down' },
  j: { press: 'down' },
  r: { press: 'reconnect' },
  c: { cover: 'meter-cover' },
  t: { cover: 'terminal-cover' },
  q: { quit: true },
  '\u0003': { quit: true },
}

export const keysText =
  'arrows (k j) scroll · r closes the switch · c meter cover · t terminal cover · q ends'

/** Keys as they come from a terminal, several at a time; what is none does nothing. */
export function deedsOf(typed: string): KeyDeed[] {
  return (typed.match(oneKey) ?? []).flatMap(key => deeds[key] ?? [])
}
