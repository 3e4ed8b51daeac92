import { CimError, commandOf, type NounValue, type RequestMessage } from '@ferraris/cim'
import { msPerDay } from '@ferraris/metering'
import { Value } from 'typebox/value'
import { kinds } from '../../../orders/kinds/kinds.ts'
import type { ControlRequest } from '../../../orders/record/schemas.ts'
import { Refusal } from '../../inbox/handling.ts'
import { messageIn, shownBy } from './shown.ts'

export type EndDeviceControl = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]
export type Wanted = Pick<ControlRequest, 'kind' | 'parameters' | 'notBefore' | 'expires' | 'priority'>

/** Orders that have a code of their own. */
const orders: Readonly<
  Record<string, { readonly kind: string; readonly parameters: Readonly<Record<string, unknown>> }>
> = {
  disconnect: { kind: 'switch', parameters: { connected: false } },
  connect: { kind: 'switch', parameters: { connected: true } },
  'connect-group': { kind: 'switch', parameters: { connected: true } },
  'set-clock': { kind: 'set-clock', parameters: {} },
  'read-supply': { kind: 'read-supply', parameters: {} },
}

/**
 * The order that a control means: by its type's code, else by `EndDeviceAction/command`, which names a kind of order; what the kind needs
 * stands in the options of the request. Throws Refusal.
 */
export function orderOfControl(control: EndDeviceControl, options: Options): Wanted {
  const { kind, parameters } = kindOf(control)
  const known = kinds.get(kind)
  if (known === undefined) throw unsupported(control, `there is no order ${kind}`)
  const { priority = 'normal', ...given } = options
  const own = Object.fromEntries(
    Object.entries(given).filter(([name]) => name in known.parameters.properties),
  )
  const timing = control.primaryDeviceTiming?.interval
  const start = timing?.start ?? (control.EndDeviceAction ?? messageIn(control))?.startDateTime
  return {
    kind,
    parameters: Value.Convert(known.parameters, { ...shownBy(control), ...own, ...parameters }) as Record<
      string,
      unknown
    >,
    priority: priority as Wanted['priority'],
    ...(start !== undefined && { notBefore: new Date(start).toISOString() }),
    ...(timing?.end !== undefined && { expires: new Date(timing.end).toISOString() }),
  }
}

type Options = Readonly<Record<string, string>>

/** Days that a reading is of, where the options name none: those of the request's own time, else yesterday and today. */
export function daysOf({ Request: request }: RequestMessage, now: number): Options {
  const to = request?.EndTime ?? now
  const from = request?.StartTime ?? to - msPerDay
  return { from: dayOf(from), to: dayOf(to) }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** The options of a request by name. */
export function optionsOf({ Request: request }: RequestMessage): Options {
  return Object.fromEntries((request?.Option ?? []).map(({ name, value = '' }) => [name, value]))
}

function kindOf(control: EndDeviceControl): (typeof orders)[string] {
  const { EndDeviceControlType: code, EndDeviceAction: action } = control
  const command = commandIn(control, code)
  const order = command === undefined ? undefined : orders[command]
  if (order !== undefined) return order
  if (messageIn(control) !== undefined) return { kind: 'display-message', parameters: {} }
  if (action?.command !== undefined) return { kind: action.command, parameters: {} }
  if (control.PanDemandResponse !== undefined)
    throw unsupported(
      control,
      'appliances take no orders here; limit, contract or export-limit set the meter',
    )
  throw unsupported(
    control,
    command === undefined ? 'the code stands for no order' : `${command} is no order here`,
  )
}

function commandIn(control: EndDeviceControl, code: string): string | undefined {
  try {
    return commandOf(code)
  } catch (error) {
    if (error instanceof CimError && control.EndDeviceAction === undefined)
      throw unsupported(control, error.detail)
    return undefined
  }
}

function unsupported({ EndDeviceControlType: code }: EndDeviceControl, why: string): Refusal {
  return new Refusal('control-unsupported', `${code}: ${why}`, { path: 'EndDeviceControlType' })
}
