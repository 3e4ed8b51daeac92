import type { Forgotten } from '../../harms/forgotten.ts'
import { endOf } from '../../harms/harm.ts'
import type { Harms } from '../../harms/harms.ts'

/** What is done to the case of a meter, and counted. */
export const tamperings = ['meter-cover', 'terminal-cover', 'magnet'] as const
export type Tampering = (typeof tamperings)[number]

/** How often and for how long, up to an instant, what goes on included. */
interface TamperCount {
  readonly count: number
  /** Begin of the last one; undefined before the first. */
  readonly last: number | undefined
  /** Of the last one, and of all, seconds. */
  readonly lastSeconds: number
  readonly totalSeconds: number
}

export function tamperCount(
  { harms, forgotten }: { readonly harms: Harms; readonly forgotten: Forgotten },
  kind: Tampering,
  now: number,
): TamperCount {
  const times = harms.list.filter(harm => harm.kind === kind && harm.from <= now)
  const seconds = times.map(harm => Math.min(now, endOf(harm)) - harm.from)
  return {
    count: times.length + forgotten.count(`${kind}.count`),
    last: times.at(-1)?.from,
    lastSeconds: seconds.at(-1) ?? 0,
    totalSeconds: seconds.reduce((sum, one) => sum + one, forgotten.count(`${kind}.seconds`)),
  }
}

/** Whether it goes on. */
export function isTampered(harms: Harms, kind: Tampering, now: number): boolean {
  return harms.at(now).some(harm => harm.kind === kind)
}
