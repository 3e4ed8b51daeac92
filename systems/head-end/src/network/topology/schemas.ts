import { instant, nullable, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { aca } from '../identifiers.ts'

const topologyNode = resource(
  'TopologyNode',
  {
    aca,
    serial: nullable('string'),
    state: Type.Enum(['new', 'adopted', 'silent', 'foreign', 'unknown'], {
      description:
        'As its concentrator reports it; unknown: that one is lost, and this is what it heard last.',
    }),
    hops: Type.Integer({ description: 'Repeaters on the way.' }),
    route: Type.Array(aca, { description: 'Repeaters on the way, nearest to the concentrator first.' }),
    phase: Type.Union([Type.Enum(['in', 'out']), Type.Null()]),
    snr: nullable('number', { description: 'dB; null when not measured.' }),
    signal: nullable('number', { description: 'dBµV; null when not measured.' }),
    success: nullable('number', {
      minimum: 0,
      maximum: 1,
      description: 'Share of exchanges of a day that succeeded; null when there were none.',
    }),
    clash: Type.Boolean({ description: 'Whether two devices answer under this address.' }),
    firstHeard: instant('First heard.'),
    lastHeard: instant('Last heard.'),
    since: instant('Since when it has this state and route.'),
  },
  'A meter in the tree of a power line.',
)
export type TopologyNode = Static<typeof topologyNode>

export const topologyQuery = query({
  at: Type.Optional(instant('Time to look at; now, when left out.')),
})
export const topologyList = wholeList(topologyNode, 'All that the concentrator hears, by hops.')

export const topologyResources = [topologyNode]
