import { invalidParameter, Problem } from '@ferraris/service'
import { sql } from 'kysely'
import { type ActivityParts, createActivity } from '../activities/create.ts'
import { wantedOf } from '../activities/targets/wanted.ts'
import { brakesNow } from '../brakes/settings.ts'
import { debtsInCsv } from './csv.ts'
import { hoursOfDebts } from './hours.ts'
import { knownList } from './queries.ts'
import { type DebtList, type DebtListRequest, mostDebts, type NewDebt } from './schemas.ts'

/*
 * From a debt to the switch and back. A list becomes an activity of disconnections, each with a final reading: so protected customers are
 * left out, many need a second person, and what is under way can be seen, paused and reported like every activity. It releases its
 * orders in the hours of the brakes only, which follow when an administrator sets others; by session, since a job would stay at its
 * concentrator after the hours.
 *
 *     waiting → disconnected → paid: reconnecting
 *     waiting → paid: cancelled
 */

const usualCurrency = 'EUR'

/** Keeps a list of debts with its activity; asked for again, it is not `isNew`. Throws Problem. */
export async function createDebtList(
  parts: ActivityParts,
  request: DebtListRequest,
  by: string,
): Promise<{ isNew: boolean; list: DebtList }> {
  const { db, now } = parts
  const debts = debtsOf(request)
  const id = request.id ?? crypto.randomUUID()
  const { debtHours } = await brakesNow(db)
  const kept = await db
    .insertInto('debt_list')
    .values({ id, name: request.name, created_at: new Date(now()), created_by: by })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (kept === undefined) {
    await checkTheSame(parts, id, debts)
    return { isNew: false, list: await knownList(parts, id) }
  }
  const { start, expires, timeZone } = request
  const { isNew } = await createActivity(
    parts,
    {
      id,
      name: request.name,
      kind: 'switch',
      targets: { endDevices: debts.map(({ endDevice }) => endDevice) },
      include: ['unreachable'],
      priority: 'normal',
      retries: 3,
      hours: hoursOfDebts(debtHours),
      debtList: id,
      ...(start !== undefined && { start }),
      ...(expires !== undefined && { expires }),
      ...(timeZone !== undefined && { timeZone }),
    },
    await wantedOf(db, 'switch', { connected: false, finalReading: true }),
    by,
  )
  // One that is of no debts keeps no hours.
  if (!isNew) throw new Problem('already-exists', `there is an activity ${id}`)
  const rows = debts.map(
    ({ endDevice, amount, currency = request.currency ?? usualCurrency, reference }) => ({
      serial: endDevice,
      amount,
      currency,
      reference,
    }),
  )
  await sql`
    insert into debt (list, serial, end_device_id, amount, currency, reference)
    select ${id}, given.serial, d.id, given.amount, given.currency, given.reference
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (serial text, amount text, currency text, reference text)
      left join end_device d on d.serial = given.serial`.execute(db)
  return { isNew: true, list: await knownList(parts, id) }
}

function debtsOf({ csv, debts = [] }: DebtListRequest): readonly NewDebt[] {
  const all = [...debts, ...(csv === undefined ? [] : debtsInCsv(csv))]
  if (all.length === 0) throw invalidParameter('debts', 'name no debt; give them here, or as csv')
  if (all.length > mostDebts)
    throw invalidParameter('debts', `are ${all.length}; ${mostDebts} at most, make several lists`)
  const seen = new Set<string>()
  for (const { endDevice, amount } of all) {
    if (Number(amount) === 0)
      throw invalidParameter('debts', `the amount of ${endDevice} must be more than 0`)
    if (seen.has(endDevice))
      throw invalidParameter('debts', `name ${endDevice} twice; give its amounts as one`)
    seen.add(endDevice)
  }
  return all
}

async function checkTheSame({ db }: ActivityParts, id: string, debts: readonly NewDebt[]): Promise<void> {
  const kept = await db.selectFrom('debt').select(['serial', 'amount']).where('list', '=', id).execute()
  const known = new Map(kept.map(({ serial, amount }) => [serial, amount]))
  const isSame =
    known.size === debts.length && debts.every(({ endDevice, amount }) => known.get(endDevice) === amount)
  if (!isSame) throw new Problem('already-exists', `the list ${id} has other debts`)
}
