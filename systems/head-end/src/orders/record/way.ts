import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { MeterProblem } from '../../inventory/meter-problem.ts'
import { knownDevice } from '../../inventory/unknown-device.ts'
import { lineMeterOf } from '../../network/commissioning/queries.ts'
import { knownConcentrator } from '../../network/concentrators/known.ts'
import type { Tables } from '../../tables.ts'
import { isTask, type Kind } from '../kinds/kinds.ts'
import type { NewControl } from './insert.ts'
import type { ControlRequest } from './schemas.ts'

/**
 * To which meter an order goes, and how: a meter behind a concentrator by its job, where concentrators have a task for it, else
 * through its tunnel; any other meter in a session of its own. Throws Problem, MeterProblem.
 */
export async function wayOf(
  db: Kysely<Tables>,
  { endDevice, concentrator, kind: name }: ControlRequest,
  kind: Kind,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Pick<NewControl, 'way' | 'concentrator' | 'endDeviceId'>> {
  if (kind.isOfConcentrator === true) {
    if (concentrator === undefined) throw invalidParameter('concentrator', `is required for ${name}`)
    await knownConcentrator(db, concentrator)
    return { way: 'job', concentrator, endDeviceId: null }
  }
  if (endDevice === undefined) throw invalidParameter('endDevice', `is required for ${name}`)
  const meter = await lineMeterOf(db, { serial: endDevice })
  if (meter !== undefined && isTask(name, parameters)) {
    if (meter.concentrator !== null)
      return { way: 'job', concentrator: meter.concentrator, endDeviceId: meter.endDeviceId }
    if (kind.programme === undefined)
      throw new MeterProblem('meter-not-callable', `no concentrator serves ${endDevice} at present`)
  }
  const endDeviceId = meter?.endDeviceId ?? (await knownDevice(db, endDevice))
  if (kind.programme === undefined)
    throw new MeterProblem(
      'meter-not-on-line',
      `${name} goes through concentrators, and ${endDevice} has none`,
    )
  return { way: 'session', concentrator: null, endDeviceId }
}
