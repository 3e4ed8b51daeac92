import type { MeterFilter } from '../api/queries.ts'
import { deviceStates } from '../api/resources.ts'

/** The filter that an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): Required<MeterFilter> {
  const state = params.get('state')
  return {
    search: params.get('search')?.trim() ?? '',
    state: deviceStates.find(known => known === state) ?? null,
    lack: params.has('incomplete') ? 'incomplete' : params.get('clock') === 'off' ? 'clock-off' : null,
  }
}

/** The address of a filter; an empty filter has an empty one. */
export function paramsOf({ search, state, lack = null }: MeterFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (state) params.set('state', state)
  if (lack === 'incomplete') params.set('incomplete', 'true')
  if (lack === 'clock-off') params.set('clock', 'off')
  if (search !== '') params.set('search', search)
  return params
}
