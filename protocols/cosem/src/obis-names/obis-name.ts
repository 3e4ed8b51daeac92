import type { Obis } from '../obis.ts'
import { abstractObjects } from './abstract.ts'
import { electricityName } from './electricity.ts'
import { type NameLanguage, numbered, type Say, sayIn } from './languages.ts'
import { findName } from './patterns.ts'

/** Group A. */
const media: ReadonlyMap<number, string> = new Map([
  [0, 'Abstract'],
  [1, 'Electricity'],
  [4, 'Heat cost'],
  [5, 'Cooling'],
  [6, 'Heat'],
  [7, 'Gas'],
  [8, 'Cold water'],
  [9, 'Hot water'],
  [15, 'Other medium'],
])

/**
 * What an OBIS code stands for, in English unless asked otherwise: `1.0.1.8.1.255` is "Active energy import (A+), total, tariff 1". Derived
 * from the value groups of IEC 62056-6-1; a code that they do not explain is named by its medium and number.
 */
export function obisName(code: Obis, language: NameLanguage = 'en'): string {
  const say = sayIn(language)
  const [a, b, c, d, e, f] = code.split('.').map(Number) as [number, number, number, number, number, number]
  const name =
    a === 0 ? findName(abstractObjects, [c, d, e], say) : a === 1 ? electricityName(c, d, e, say) : undefined
  if (name === undefined)
    return `${say(media.get(a) ?? 'Object')} ${code}${isMakersOwn(b, c, d, e) ? ` ${say("(maker's own)")}` : ''}`
  return [name, ...(b === 0 ? [] : [numbered(say('channel {e}'), b)]), ...storage(f, say)].join(', ')
}

/** Ranges left to the makers of meters (IEC 62056-6-1). */
function isMakersOwn(b: number, c: number, d: number, e: number): boolean {
  return (
    (b >= 128 && b <= 199) ||
    (c >= 128 && c <= 199) ||
    c === 240 ||
    (d >= 128 && d <= 254) ||
    (e >= 128 && e <= 254)
  )
}

/** Group F: 255 is the current value, 0 to 99 a stored one by the number of its billing period, 101 the newest of them. */
function storage(f: number, say: Say): string[] {
  if (f <= 99) return [numbered(say('billing period {e}'), f)]
  if (f === 101) return [say('last billing period')]
  return f > 101 && f < 126 ? [numbered(say('billing period {e} back'), f - 100)] : []
}
