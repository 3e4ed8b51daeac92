import type { TopologyNode } from '../../api/resources.ts'

/** A meter on a line; what a test does not say is as on a good day. */
export function nodeOf(aca: string, route: string[] = [], change: Partial<TopologyNode> = {}): TopologyNode {
  return {
    aca,
    serial: null,
    state: 'adopted',
    hops: route.length,
    route,
    phase: null,
    snr: 20,
    signal: 70,
    success: 1,
    clash: false,
    firstHeard: '2026-11-01T00:00:00.000Z',
    lastHeard: '2026-11-20T12:00:00.000Z',
    since: '2026-11-10T00:00:00.000Z',
    ...change,
  }
}
