import { invalidParameter, Problem } from '@ferraris/service'
import { sql } from 'kysely'
import { createWorkRequest, type WorkRequestParts } from '../../work-orders/requests/work-requests.ts'
import { proposedSteps } from '../kinds.ts'
import type { FindingChange, FindingDetail } from '../schemas.ts'
import { findingById } from './queries.ts'

type ChangeParts = Pick<WorkRequestParts, 'db' | 'now'>

/** Throws Problem `not-found`. */
export async function knownFinding({ db }: Pick<ChangeParts, 'db'>, id: number): Promise<FindingDetail> {
  const found = await findingById(db, id)
  if (found === undefined) throw new Problem('not-found', `there is no case ${id}`)
  return found
}

/** A case that none else changes until the request is over: what is asked twice at once is done once. Throws Problem `not-found`. */
async function heldFinding(parts: Pick<ChangeParts, 'db'>, id: number): Promise<FindingDetail> {
  await parts.db.selectFrom('finding').select('id').where('id', '=', id).forUpdate().execute()
  return await knownFinding(parts, id)
}

/** Moves a case on. One that is settled stays so: new evidence opens a new one. Throws Problem. */
export async function changeFinding(
  parts: ChangeParts,
  id: number,
  { state, comment }: FindingChange,
  by: string,
): Promise<FindingDetail> {
  const before = await heldFinding(parts, id)
  if (before.state === 'dismissed' || (before.state === 'confirmed' && state !== 'confirmed'))
    throw new Problem('already-over', `case ${id} is ${before.state}`)
  if (state === 'dismissed' && comment === undefined)
    throw invalidParameter('comment', 'is required to dismiss a case: say why')
  await parts.db
    .updateTable('finding')
    .set({
      state,
      changed_at: new Date(parts.now()),
      changed_by: by,
      ...(comment !== undefined && { comment }),
    })
    .where('id', '=', id)
    .execute()
  return await knownFinding(parts, id)
}

/** Makes work on site of a case, and takes it in work. Of a section it is at the meters that its evidence names. Throws Problem. */
export async function workOnFinding(parts: WorkRequestParts, id: number, by: string): Promise<FindingDetail> {
  const found = await heldFinding(parts, id)
  if (found.state === 'dismissed') throw new Problem('already-over', `case ${id} is dismissed`)
  if (found.workRequest !== null)
    throw new Problem('already-over', `case ${id} has work request ${found.workRequest}`)
  const endDevices = found.endDevice === null ? await metersOf(parts, id) : [found.endDevice]
  if (endDevices.length === 0)
    throw invalidParameter(
      'id',
      `case ${id} is of a section and names no meter; issue work at its substation`,
    )
  const reason = `${found.proposal} (case ${id}, ${found.kind})`.slice(0, 200)
  const request = await createWorkRequest(parts, { reason, endDevices, steps: [...proposedSteps] }, by)
  await parts.db
    .updateTable('finding')
    .set({
      work_request: request.id,
      state: found.state === 'open' ? 'in-work' : found.state,
      changed_at: new Date(parts.now()),
      changed_by: by,
    })
    .where('id', '=', id)
    .execute()
  return await knownFinding(parts, id)
}

/** Meters whose events are the evidence of a section's case. */
async function metersOf({ db }: WorkRequestParts, id: number): Promise<string[]> {
  const { rows } = await sql<{ serial: string }>`
    select distinct d.serial from finding_evidence v
    join end_device_event e on v.key = 'event ' || e.id join end_device d on d.id = e.end_device_id
    where v.finding_id = ${id} order by d.serial limit 100`.execute(db)
  return rows.map(({ serial }) => serial)
}
