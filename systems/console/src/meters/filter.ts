import type { MeterFilter, MeterOrder } from '../api/queries.ts'
import { type DeviceOrder, deviceStates } from '../api/resources.ts'
import type { Order } from '../kit/table/order.ts'

/** The filter that an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): Required<MeterFilter> {
  const state = params.get('state')
  return {
    search: params.get('search')?.trim() ?? '',
    state: deviceStates.find(known => known === state) ?? null,
    lack: params.has('incomplete') ? 'incomplete' : params.get('clock') === 'off' ? 'clock-off' : null,
    order: orderOf(params.get('order')),
  }
}

/** Columns by which meters can stand in order. */
const orders: readonly DeviceOrder[] = [
  'serial',
  'state',
  'uri',
  'usagePoint',
  'model',
  'lastContact',
  'clockOffset',
  'completeness',
  'nextDue',
]

/** An order of the list, if it is one that meters can stand in. */
export function meterOrder(order: Order | null): MeterOrder | null {
  const column = orders.find(known => known === order?.column)
  return column === undefined ? null : { column, isDescending: order?.isDescending ?? false }
}

/** A column, with a dash before it for falling order. */
function orderOf(text: string | null): MeterOrder | null {
  return text === null
    ? null
    : meterOrder({ column: text.replace(/^-/, ''), isDescending: text.startsWith('-') })
}

/** The address of a filter; an empty filter has an empty one. */
export function paramsOf({ search, state, lack = null, order = null }: MeterFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (state) params.set('state', state)
  if (lack === 'incomplete') params.set('incomplete', 'true')
  if (lack === 'clock-off') params.set('clock', 'off')
  if (search !== '') params.set('search', search)
  if (order) params.set('order', `${order.isDescending ? '-' : ''}${order.column}`)
  return params
}
