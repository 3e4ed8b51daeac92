import { invalidParameter, Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { MeterProblem } from '../../inventory/meter-problem.ts'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import { lineMeterOf } from '../../network/commissioning/queries.ts'
import { knownConcentrator } from '../../network/concentrators/known.ts'
import type { Tables } from '../../tables.ts'
import { checkFileFits, fileOfOrder } from '../files/for-order.ts'
import { jobOf } from '../kinds/control-request.ts'
import { cancelControl } from './cancel.ts'
import { controlById, insertControl } from './controls.ts'
import type { ControlRequest, EndDeviceControlDetail } from './schemas.ts'

export interface ControlParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly now: () => number
  /** Sends the jobs that wait for a concentrator. */
  readonly network: {
    sendJobs(concentrator: string): Promise<void>
    sendWithdrawals(concentrator: string): Promise<void>
  }
}

/** Keeps an order as a control and sends its job; asked for again, it is not `isNew`. Throws Problem. */
export async function order(
  { db, now, network }: ControlParts,
  request: ControlRequest,
  requestedBy: string,
): Promise<{ isNew: boolean; control: EndDeviceControlDetail }> {
  const { endDevice, image: sha256 } = request
  const meter =
    endDevice === undefined
      ? undefined
      : ((await lineMeterOf(db, { serial: endDevice })) ?? (await notOnALine(db, endDevice)))
  const image = sha256 === undefined ? undefined : await fileOfOrder(db, sha256, 'firmware', 'image')
  if (image !== undefined && meter?.endDeviceId != null) await checkFileFits(db, image, meter.endDeviceId)
  const job = jobOf(request, { aca: meter?.aca, image }, now())
  const concentrator = job.task.kind === 'discover' ? request.concentrator : meter?.concentrator
  if (concentrator === undefined) throw invalidParameter('concentrator', 'is required for discover')
  if (concentrator === null) {
    throw new MeterProblem('meter-not-callable', `no concentrator serves ${endDevice} at present`)
  }
  await knownConcentrator(db, concentrator)
  const control = { job, concentrator, endDeviceId: meter?.endDeviceId ?? null, requestedBy }
  const kept = await insertControl(db, control, now())
  if (kept === 'other') throw new Problem('already-exists', `${job.id} asks for something else`)
  if (kept === 'new') await network.sendJobs(concentrator)
  return { isNew: kept === 'new', control: await knownControl({ db, now }, job.id) }
}

/** Why a meter takes no orders: it has a connection of its own, or is not there at all. */
async function notOnALine(db: Kysely<Tables>, serial: string): Promise<never> {
  const isThere = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', serial)
    .executeTakeFirst()
  if (isThere === undefined) return unknownDevice(serial)
  throw new MeterProblem('meter-not-on-line', `${serial} is not behind a concentrator`)
}

/** Cancels a control, where it has no end yet. Throws Problem. */
export async function cancel(parts: ControlParts, id: string, by: string): Promise<EndDeviceControlDetail> {
  const outcome = await cancelControl(parts.pool, id, by, parts.now())
  const control = await knownControl(parts, id)
  if (outcome === 'over') throw new Problem('already-over', `control ${id} is ${control.state}`)
  if (outcome === 'requested') await parts.network.sendWithdrawals(control.concentrator)
  return control
}

/** A control with its history. Throws Problem. */
export async function knownControl(
  { db, now }: Pick<ControlParts, 'db' | 'now'>,
  id: string,
): Promise<EndDeviceControlDetail> {
  const control = await controlById(db, id, now())
  if (control === undefined) throw new Problem('not-found', `there is no end device control ${id}`)
  return control
}
