import { identify } from '@ferraris/cim'
import { kinds } from '../../../orders/kinds/kinds.ts'
import { cancel, order } from '../../../orders/record/order.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, isRefusal, Refusal, type Watched } from '../../inbox/handling.ts'
import { devicesNamed } from '../devices.ts'
import type { MappingParts } from '../parts.ts'
import { type EndDeviceControl, optionsOf, orderOfControl } from './order-of-control.ts'

function controlsIn({ message }: Asked): readonly EndDeviceControl[] {
  const controls = message.Payload?.EndDeviceControls?.EndDeviceControl ?? []
  if (controls.length === 0)
    throw new Refusal('payload-missing', 'there is no EndDeviceControl', {
      path: 'Payload.EndDeviceControls',
    })
  return controls
}

/**
 * Orders what controls ask for, one order a meter, or a concentrator where the order is its own. What cannot be ordered is told, and the rest
 * stands: PARTIAL. The orders' names follow from the number of the message, so that working on it again would order nothing again.
 */
export async function createControls(parts: MappingParts, asked: Asked): Promise<Handled> {
  const watched: Watched[] = []
  const refused: ReturnType<typeof errorOf>[] = []
  const options = optionsOf(asked.message)
  for (const [place, control] of controlsIn(asked).entries()) {
    const wanted = orderOfControl(control, options)
    const isOfConcentrator = kinds.get(wanted.kind)?.isOfConcentrator === true
    const { names, unknown } = isOfConcentrator ? concentratorsOf(control) : await metersOf(parts, control)
    if (names.length + unknown.length === 0)
      throw new Refusal(
        'value-missing',
        `the control names no ${isOfConcentrator ? 'concentrator' : 'meter'}`,
        {
          path: 'EndDeviceControl.EndDevices',
        },
      )
    refused.push(...unknown.map(errorOf))
    const tracking = control.issuerTrackingID ?? control.mRID
    for (const name of names) {
      const id = `cim-${asked.id}-${place + 1}-${name}`.slice(0, 64)
      const target = isOfConcentrator ? { concentrator: name } : { endDevice: name }
      try {
        await parts.db.transaction().execute(() => order(parts, { ...wanted, id, ...target }, asked.sender))
        watched.push({ kind: 'control', subject: id, endDevice: target.endDevice, tracking })
      } catch (error) {
        if (!isRefusal(error)) throw error
        const about = { name, objectType: isOfConcentrator ? 'Concentrator' : 'Meter' }
        refused.push(errorOf(new Refusal('value-unusable', error.detail, { path: error.path, about })))
      }
    }
  }
  if (refused.length === 0) return { reply: accepted, watched }
  return { reply: watched.length === 0 ? failed(...refused) : partly(refused), watched }
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

/** Cancels the orders that the sender's own messages have led to, by mRID, or by issuerTrackingID. */
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
      .select('s.subject')
      .where('s.kind', '=', 'control')
      .where('m.direction', '=', 'in')
      .where('m.sender', '=', asked.sender)
      .where(eb => eb.or([eb('s.tracking', '=', name), eb('s.subject', '=', name)]))
      .execute()
    if (orders.length === 0)
      refused.push(errorOf(new Refusal('value-unusable', `there is no order ${name} of yours`)))
    for (const { subject } of orders) {
      try {
        await cancel(parts, subject, asked.sender)
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
