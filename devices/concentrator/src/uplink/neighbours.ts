import { msPerHour } from '@ferraris/metering'
import type { Neighbour } from '@ferraris/uplink'
import type { Meter } from '../commissioning/meter.ts'
import type { Section } from '../section.ts'

/** Without any visit, as where no way is known, a meter is silent after this time. */
const longUnheardMs = 12 * msPerHour

/** So many visits in vain say that a meter is silent although it still repeats for others. */
const deafAfterVisits = 4

/** An adopted meter that was not heard for too long, although it was looked for, or answers nothing. */
export function isSilent({ state, lastHeard, failures }: Meter, { now, settings }: Section): boolean {
  if (state !== 'adopted') return false
  const unheardMs = now - lastHeard
  return (
    unheardMs > longUnheardMs ||
    (unheardMs > settings.silentAfterMs && failures >= settings.silentAfterVisits) ||
    failures >= deafAfterVisits
  )
}

/** The meters as the head-end may know them. */
export function neighboursOf(section: Section): Neighbour[] {
  const neighbours: Neighbour[] = []
  for (const meter of section.roster.all()) {
    const { aca, serial, state, firstHeard, lastHeard } = meter
    const { repeaters, snr, signal, inPhase, success, clash } = section.network.nodeStatistics(aca)
    // It was heard, but lies behind more repeaters than a frame has room for.
    if (repeaters === undefined && state === 'new') continue
    neighbours.push({
      aca,
      ...(serial !== undefined && { serial }),
      state: isSilent(meter, section) ? 'silent' : state,
      route: repeaters ?? [],
      ...(inPhase !== undefined && { phase: inPhase ? ('in' as const) : ('out' as const) }),
      ...(snr !== undefined && { snr: rounded(snr, 10) }),
      ...(signal !== undefined && { signal: rounded(signal, 10) }),
      ...(success !== undefined && { success: rounded(success, 1000) }),
      firstHeard: Math.floor(firstHeard),
      lastHeard: Math.floor(lastHeard),
      ...(clash && { clash }),
    })
  }
  return neighbours
}

/** Meters that were heard lately and are not ours: the head-end decides which concentrator serves them. */
export function strangersIn({ roster, network, now, settings }: Section): string[] {
  return [...roster.all()].flatMap(({ aca, state, lastHeard }) => {
    const isHeard = state !== 'adopted' && now - lastHeard < settings.inventoryEveryMs
    return isHeard && network.nodeStatistics(aca).repeaters !== undefined ? [aca] : []
  })
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts
}
