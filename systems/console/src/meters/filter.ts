import type { MeterFilter } from '../api/queries.ts'
import { deviceStates } from '../api/resources.ts'

/** The filter that an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): MeterFilter {
  const state = params.get('state')
  return {
    search: params.get('search')?.trim() ?? '',
    state: deviceStates.find(known => known === state) ?? null,
  }
}

/** The address of a filter; an empty filter has an empty one. */
export function paramsOf({ search, state }: MeterFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (state) params.set('state', state)
  if (search !== '') params.set('search', search)
  return params
}
