import type { Neighbour } from '@ferraris/uplink'
import { type Meter, successOf } from '../commissioning/meter.ts'
import { here } from '../meters-and-more/routing/link-map.ts'
import type { Section } from '../section.ts'

/** An adopted meter that nobody has heard for too long. */
export function isSilent({ state, lastHeard }: Meter, { now, settings }: Section): boolean {
  return state === 'adopted' && now - lastHeard > settings.silentAfter
}

/** The meters as the head-end may know them; `isClash` tells addresses of more than one device. */
export function neighboursOf(section: Section, isClash: (aca: string) => boolean): Neighbour[] {
  const neighbours: Neighbour[] = []
  for (const meter of section.roster.all()) {
    const { aca, serial, state, inPhase, talk, firstHeard, lastHeard } = meter
    const route = section.routes.current(aca) ?? section.routes.choose(aca, noFailures, section.now)
    // Somebody has heard it, but it lies behind more repeaters than a frame has room for.
    if (route === undefined && state === 'new') continue
    const link = section.links.link(route?.at(-2) ?? here, aca)
    neighbours.push({
      aca,
      ...(serial !== undefined && { serial }),
      state: isSilent(meter, section) ? 'silent' : state,
      route: route?.slice(0, -1) ?? [],
      ...(inPhase !== undefined && { phase: inPhase ? ('in' as const) : ('out' as const) }),
      snr: tenths(link?.snr),
      signal: tenths(link?.signal),
      success: Math.round(successOf(talk) * 1000) / 1000,
      firstHeard: Math.floor(firstHeard),
      lastHeard: Math.floor(lastHeard),
      ...(isClash(aca) && { clash: true }),
    })
  }
  return neighbours
}

const noFailures = new Map<string, number>()

function tenths(value = 0): number {
  return Math.round(value * 10) / 10
}
