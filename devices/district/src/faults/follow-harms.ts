import type { Meter } from '@ferraris/meter'
import { faultDeclarations } from '@ferraris/metering'
import type { WantedHarm } from './wanted-harms.ts'

/**
 * Lets a meter feel from an instant on, in whole seconds, what it is to feel and nothing else. What it feels already goes on
 * without a break. The meter keeps it in its own memory: after a restart only what has changed is told.
 */
export function followHarms(meter: Meter, wanted: readonly WantedHarm[], at: number): void {
  const lasting = (kind: WantedHarm['kind']): boolean => faultDeclarations[kind].isMoment !== true
  const felt = meter.store.harms.list.filter(harm => lasting(harm.kind) && (harm.until ?? forEver) > at)
  const over = felt.filter(harm => !wanted.some(want => isSame(want, harm)))
  const kinds = new Set(over.map(({ kind }) => kind))
  for (const kind of kinds) meter.endHarm(kind, at)
  for (const want of wanted) {
    const goesOn = !kinds.has(want.kind) && felt.some(harm => isSame(want, harm))
    if (!goesOn) meter.harm({ ...want, from: at })
  }
  if (felt.length > 0 || wanted.length > 0) meter.wake()
}

/** Of a harm without an end. */
const forEver = Number.POSITIVE_INFINITY

function isSame(one: WantedHarm, other: WantedHarm): boolean {
  return (['kind', 'phase', 'depth', 'level'] as const).every(member => one[member] === other[member])
}
