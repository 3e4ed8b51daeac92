import { identify } from '@ferraris/cim'
import { cancelActivity } from '../../../orders/activities/steer.ts'
import { kinds } from '../../../orders/kinds/kinds.ts'
import { cancel, order } from '../../../orders/record/order.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, isRefusal, Refusal, type Watched } from '../../inbox/handling.ts'
import { devicesNamed } from '../devices.ts'
import type { MappingParts } from '../parts.ts'
import { isForMany, orderOfMany } from './activity-of-control.ts'
import { daysOf, type EndDeviceControl, optionsOf, orderOfControl, type Wanted } from './order-of-control.ts'

function controlsIn({ message }: Asked): readonly EndDeviceControl[] {
  const controls = message.Payload?.EndDeviceControls?.EndDeviceControl ?? []
  if (controls.length === 0)
    throw new Refusal('payload-missing', 'there is no EndDeviceControl', {
      path: 'Payload.EndDeviceControls',
    })
  return controls
}

/**
 * Orders what controls ask for: one order a meter, or a concentrator where the order is its own; one activity where there are many. What cannot be
 * ordered is told, and the rest stands: PARTIAL. The orders' names follow from the number of the message, so that working on it
 * again would order nothing again.
 */
export async function createControls(parts: MappingParts, asked: Asked): Promise<Handled> {
  const watched: Watched[] = []
  const refused: ReturnType<typeof errorOf>[] = []
  const options = { ...daysOf(asked.message, parts.now()), ...optionsOf(asked.message) }
  for (const [index, control] of controlsIn(asked).entries()) {
    const wanted = orderOfControl(control, options)
    const place = index + 1
    const isOfConcentrator = kinds.get(wanted.kind)?.isOfConcentrator === true
    const { names, unknown } = isOfConcentrator ? concentratorsOf(control) : await metersOf(parts, control)
    refused.push(...unknown.map(errorOf))
    if (!isOfConcentrator && isForMany(control, names)) {
      const { watched: activity, leftOut } = await orderOfMany(parts, asked, place, control, wanted, names)
      watched.push(activity)
      refused.push(...leftOut)
      continue
    }
    if (names.length + unknown.length === 0) {
      const lacking = isOfConcentrator ? 'concentrator' : 'meter'
      throw new Refusal('value-missing', `the control names no ${lacking}`, {
        path: 'EndDeviceControl.EndDevices',
      })
    }
    for (const name of names) {
      const ordered = await orderOne(parts, asked, { place, name, isOfConcentrator, control, wanted })
      if (ordered instanceof Refusal) refused.push(errorOf(ordered))
      else watched.push(ordered)
    }
  }
  if (refused.length === 0) return { reply: accepted, watched }
  return { reply: watched.length === 0 ? failed(...refused) : partly(refused), watched }
}

interface One {
  /** Of the control in the message, from 1. */
  readonly place: number
  readonly name: string
  readonly isOfConcentrator: boolean
  readonly control: EndDeviceControl
  readonly wanted: Wanted
}

async function orderOne(
  parts: MappingParts,
  asked: Asked,
  { place, name, isOfConcentrator, control, wanted }: One,
): Promise<Watched | Refusal> {
  const id = `cim-${asked.id}-${place}-${name}`.slice(0, 64)
  const target = isOfConcentrator ? { concentrator: name } : { endDevice: name }
  try {
    await parts.db.transaction().execute(() => order(parts, { ...wanted, id, ...target }, asked.sender))
    const tracking = control.issuerTrackingID ?? control.mRID
    return { kind: 'control', subject: id, endDevice: target.endDevice, tracking }
  } catch (error) {
    if (!isRefusal(error)) throw error
    const about = { name, objectType: isOfConcentrator ? 'Concentrator' : 'Meter' }
    return new Refusal('value-unusable', error.detail, { path: error.path, about })
  }
}

interface Targets {
  readonly names: readonly string[]
  readonly unknown: readonly Refusal[]
}

async function metersOf({ db }: MappingParts, control: EndDeviceControl): Promise<Targets> {
  const named = { devices: control.EndDevices, usagePoints: control.UsagePoints }
  const { serials, unknown } = await devicesNamed(db, named)
  return { names: serials, unknown }
}

/** A concentrator is an end device by its name; ordering finds out whether there is such a one. */
function concentratorsOf({ EndDevices: devices = [] }: EndDeviceControl): Targets {
  return { names: devices.flatMap(device => identify(device) ?? []), unknown: [] }
}

async function cancelMany({ pool, now, network }: MappingParts, id: string, by: string): Promise<void> {
  for (const concentrator of await cancelActivity(pool, id, by, now()))
    await network.sendWithdrawals(concentrator)
}

/** Cancels the orders and activities that the sender's own messages have led to, by mRID, or by issuerTrackingID. */
export async function cancelControls(parts: MappingParts, asked: Asked): Promise<Handled> {
  const refused: ReturnType<typeof errorOf>[] = []
  let cancelled = 0
  for (const control of controlsIn(asked)) {
    const name =
      control.issuerTrackingID ?? control.mRID ?? identify({ Names: control.EndDevices?.[0]?.Names })
    if (name === undefined)
      throw new Refusal('value-missing', 'neither mRID nor issuerTrackingID', { path: 'EndDeviceControl' })
    const orders = await parts.db
      .selectFrom('integration_subject as s')
      .innerJoin('integration_message as m', 'm.id', 's.message_id')
      .select(['s.kind', 's.subject'])
      .where('m.direction', '=', 'in')
      .where('m.sender', '=', asked.sender)
      .where(eb => eb.or([eb('s.tracking', '=', name), eb('s.subject', '=', name)]))
      .execute()
    if (orders.length === 0)
      refused.push(errorOf(new Refusal('value-unusable', `there is no order ${name} of yours`)))
    for (const { kind, subject } of orders) {
      try {
        if (kind === 'control') await cancel(parts, subject, asked.sender)
        else await cancelMany(parts, subject, asked.sender)
        cancelled++
      } catch (error) {
        if (!isRefusal(error)) throw error
        refused.push(errorOf(new Refusal('value-unusable', error.detail)))
      }
    }
  }
  if (refused.length === 0) return { reply: accepted }
  return { reply: cancelled === 0 ? failed(...refused) : partly(refused) }
}
