import type { Control, ControlState } from '../../api/resources.ts'
import type { Format } from '../../i18n/use-format.ts'
import type { Text, TextId } from '../../i18n/use-text.ts'
import type { Shape } from '../../kit/mark.tsx'
import { kindName } from '../kinds/kind-name.ts'

const names: Partial<Record<Control['kind'], TextId>> = {
  limit: 'order.limit',
  'set-clock': 'order.set-clock',
  'read-registers': 'order.read-registers',
  'read-profile': 'order.read-profile',
  discover: 'order.discover',
}

/** What an order asks for, in words: "Limit to 3.00 kW". A kind that the console does not know keeps its own name. */
export function orderWords(
  { kind, parameters }: Pick<Control, 'kind' | 'parameters'>,
  t: Text,
  format: Format,
): string {
  if (kind === 'switch') return t(parameters.connected === true ? 'order.connect' : 'order.disconnect')
  const name = names[kind]
  if (name === undefined) return kindName(kind, t)
  const { watts, from, to } = parameters
  return t(name, {
    power: typeof watts === 'number' ? format.brief(watts, 'W') : '',
    span: typeof from === 'string' && typeof to === 'string' ? format.daySpan(from, to) : '',
  })
}

/** Why it came to nothing, in words: the cause in the language in use, and what the head-end says of it. */
export function reasonOf({ cause, detail }: Pick<Control, 'cause' | 'detail'>, t: Text): string | null {
  if (cause === null) return detail
  const words = t(`order.cause.${cause}`)
  return detail === null ? words : `${words}: ${detail}`
}

/** What an open order waits for, in words; nothing for one that is over. */
export function waitOf({ waitsFor }: Pick<Control, 'waitsFor'>, t: Text): string | null {
  return waitsFor === null ? null : t(`order.waits.${waitsFor}`)
}

/** The shape beside the state's word. */
export const shapeOfOrder: Record<ControlState, Shape> = {
  queued: 'info',
  sent: 'info',
  accepted: 'info',
  running: 'info',
  done: 'normal',
  verified: 'normal',
  refused: 'critical',
  failed: 'critical',
  expired: 'major',
  cancelled: 'info',
}

/** The way of an order that goes well, in order. */
const wayOfOrder = ['queued', 'sent', 'accepted', 'running', 'done'] as const satisfies ControlState[]

/** How far an order has come: steps behind it, of those on its way. Its end is the whole way, good or bad. */
export function progressOf(state: ControlState): number {
  const step = (wayOfOrder as readonly ControlState[]).indexOf(state)
  return step < 0 ? 1 : step / (wayOfOrder.length - 1)
}
