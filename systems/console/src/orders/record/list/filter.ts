import type { ControlFilter } from '../../../api/network-queries.ts'
import { controlStates } from '../../../api/resources.ts'

/** Which orders an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): ControlFilter {
  const state = controlStates.find(known => known === params.get('state'))
  const [activity, endDevice, concentrator, cause] = ['activity', 'endDevice', 'concentrator', 'cause'].map(
    name => params.get(name),
  )
  return {
    ...(state && { state }),
    ...(activity && { activity }),
    ...(endDevice && { endDevice }),
    ...(concentrator && { concentrator }),
    ...(cause && { cause: cause as NonNullable<ControlFilter['cause']> }),
  }
}
