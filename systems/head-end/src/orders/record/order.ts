import { randomUUID } from 'node:crypto'
import { msPerDay } from '@ferraris/metering'
import { afterCommit, invalidParameter, Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import { brakeOrder } from '../brakes/brake.ts'
import { beginWatch } from '../firmware-watch/begin.ts'
import { type Kind, kinds } from '../kinds/kinds.ts'
import { parametersOf } from '../kinds/parameters.ts'
import { prepared } from '../kinds/prepared.ts'
import { cancelControl } from './cancel.ts'
import { insertControl, type NewControl } from './insert.ts'
import { controlById } from './queries.ts'
import type { ControlRequest, EndDeviceControlDetail } from './schemas.ts'
import { wayOf } from './way.ts'

export interface ControlParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly now: () => number
  /** Sends the jobs that wait for a concentrator. */
  readonly network: {
    sendJobs(concentrators: readonly string[]): Promise<void>
    sendWithdrawals(concentrator: string): Promise<void>
  }
  /** Carries out those that go by session. */
  readonly executor: { wake(): void }
}

/** A concentrator keeps jobs on its disk; an order older than this has lost its purpose. */
const longestMs = 90 * msPerDay

/** Keeps an order as a control and sends it on its way; asked for again, it is not `isNew`. Throws Problem. */
export async function order(
  parts: ControlParts,
  request: ControlRequest,
  requestedBy: string,
): Promise<{ isNew: boolean; control: EndDeviceControlDetail }> {
  const { db, now } = parts
  const kind = kinds.get(request.kind)
  if (kind === undefined) throw invalidParameter('kind', `must be one of ${[...kinds.keys()].join(', ')}`)
  const given = parametersOf(request, kind)
  const way = await wayOf(db, request, kind, given)
  const id = request.id ?? randomUUID()
  const times = timesOf(request, kind, now())
  const meter =
    way.endDeviceId === null ? undefined : { endDeviceId: way.endDeviceId, control: id, now: now() }
  const { parameters, risks } = await prepared(db, kind, request.kind, given, meter)
  const { released } = await brakeOrder(
    db,
    {
      control: id,
      kind: request.kind,
      risks,
      endDeviceId: way.endDeviceId,
      concentrator: way.concentrator,
      requestedBy,
      despiteProtection: request.despiteProtection,
    },
    now(),
  )
  const control: NewControl = {
    id,
    kind: request.kind,
    parameters,
    priority: request.priority,
    requestedBy,
    subject: kind.subject(given),
    mostAttempts: request.mostAttempts,
    released,
    ...times,
    ...way,
  }
  const kept = await insertControl(db, control, now())
  if (kept === 'other') throw new Problem('already-exists', `${control.id} asks for something else`)
  if (kept === 'new') {
    await beginWatch(db, { control: id }, given)
    await setOut(parts, control)
  }
  return { isNew: kept === 'new', control: await knownControl(parts, control.id) }
}

/** Begins what is kept and released, once that is committed. */
async function setOut(
  { network, executor }: ControlParts,
  { concentrator }: Pick<NewControl, 'concentrator'>,
): Promise<void> {
  if (concentrator === null) await afterCommit(async () => executor.wake())
  else await network.sendJobs([concentrator])
}

function timesOf(
  { notBefore: earliest, expires: latest }: ControlRequest,
  { timeMs }: Kind,
  now: number,
): Pick<NewControl, 'notBefore' | 'expires'> {
  const notBefore = earliest === undefined ? undefined : Date.parse(earliest)
  // One that is to begin later has its time from then on.
  const expires = latest === undefined ? Math.max(now, notBefore ?? now) + timeMs : Date.parse(latest)
  if (expires <= now || expires > now + longestMs)
    throw invalidParameter('expires', 'must be within the next 90 days')
  if (notBefore !== undefined && notBefore >= expires)
    throw invalidParameter('notBefore', 'must be before expires')
  return { notBefore, expires }
}

/** Cancels a control, where it has no end yet. Throws Problem. */
export async function cancel(parts: ControlParts, id: string, by: string): Promise<EndDeviceControlDetail> {
  const outcome = await cancelControl(parts.pool, id, by, parts.now())
  const control = await knownControl(parts, id)
  if (outcome === 'over') throw new Problem('already-over', `order ${id} is ${control.state} already`)
  if (outcome === 'requested' && control.way === 'job' && control.concentrator !== null)
    await parts.network.sendWithdrawals(control.concentrator)
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
