import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface ListOptions extends AskOptions {
  readonly meter?: string
  readonly concentrator?: string
  readonly state?: string
  readonly kind?: string
  readonly cause?: string
  readonly activity?: string
  readonly limit: number
}

/** An order as the head-end tells it. */
interface Order {
  readonly id: string
  readonly endDevice: string | null
  readonly concentrator: string | null
  readonly kind: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly state: string
  readonly waitsFor: string | null
  readonly cause: string | null
  readonly detail: string | null
  readonly createdAt: string
}

export interface OrderHistory extends Order {
  readonly steps: readonly {
    readonly target: string
    readonly outcome: string
    readonly found?: string
    readonly reason?: string
  }[]
  readonly reports: readonly { readonly at: string; readonly state: string; readonly detail: string | null }[]
}

/** `order list`. */
export async function listOrders({
  headEnd,
  json,
  meter,
  concentrator,
  state,
  kind,
  cause,
  activity,
  limit,
}: ListOptions): Promise<void> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(meter !== undefined && { endDevice: meter }),
    ...(concentrator !== undefined && { concentrator }),
    ...(state !== undefined && { state }),
    ...(kind !== undefined && { kind }),
    ...(cause !== undefined && { cause }),
    ...(activity !== undefined && { activity }),
  })
  const page = (await new HeadEndDoor(headEnd).get(
    `/end-device-controls?${query}`,
    'the list of orders',
  )) as {
    readonly items: readonly Order[]
  }
  show(json, page, () => (page.items.length === 0 ? 'no orders' : ordersTable(page.items)))
}

/** `order show`. */
export async function showOrder(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/end-device-controls/${encodeURIComponent(id)}`
  const order = (await new HeadEndDoor(headEnd).get(path, `order ${id}`)) as OrderHistory
  show(json, order, () =>
    [describeOrder(order), ...order.steps.map(stepLine), ...order.reports.map(reportLine)].join('\n'),
  )
}

/** `order cancel`. */
export async function cancelOrder(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/end-device-controls/${encodeURIComponent(id)}/cancel`
  const order = (await new HeadEndDoor(headEnd).post(path, undefined, `the cancellation of ${id}`)) as Order
  show(json, order, () => describeOrder(order))
}

function ordersTable(orders: readonly Order[]): string {
  const heads = [
    { title: 'order' },
    { title: 'asked' },
    { title: 'meter' },
    { title: 'what' },
    { title: 'state' },
    { title: 'waits for' },
    { title: 'why', flexible: 'cut' as const },
  ]
  return table(
    heads,
    orders.map(({ id, createdAt, endDevice, concentrator, kind, parameters, state, waitsFor, detail }) => [
      id,
      `${createdAt.slice(0, 16)}Z`,
      endDevice ?? concentrator ?? '',
      what({ kind, parameters }),
      state,
      waitsFor ?? '',
      detail ?? '',
    ]),
  )
}

/** An order in one line. */
export function describeOrder(order: Order): string {
  const { id, endDevice, concentrator, state, waitsFor, detail } = order
  const through = endDevice === null || concentrator === null ? '' : ` through ${concentrator}`
  const at = `${endDevice ?? concentrator}${through}`
  const waits = waitsFor === null ? '' : `, waits for ${waitsFor}`
  return `${print.name(id)}  ${what(order)} ${at}: ${state}${waits}${detail === null ? '' : ` (${detail})`}`
}

/** What an order asks for: a switch says which way, a limit how much. */
function what({ kind, parameters: { connected, watts } }: Pick<Order, 'kind' | 'parameters'>): string {
  if (kind === 'switch') return connected === true ? 'connect' : 'disconnect'
  return typeof watts === 'number' ? `${kind} ${watts} W` : kind
}

function stepLine({ target, outcome, found, reason }: OrderHistory['steps'][number]): string {
  const words = [found, reason].filter(word => word !== undefined).join(', ')
  return `  ${target}  ${outcome}${words === '' ? '' : `  ${print.quiet(words)}`}`
}

function reportLine({ at, state, detail }: OrderHistory['reports'][number]): string {
  return `  ${at}  ${state}${detail === null ? '' : `  ${print.quiet(detail)}`}`
}
