import { framesOf } from '@ferraris/chain2'
import { decodeCursor, type Page, Problem, pageOf } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import type { Tables } from '../tables.ts'
import type { Association, NewCustomerDevice } from './schemas.ts'

export interface DeviceParts {
  readonly db: Kysely<Tables>
  readonly ring: KeyRing
  readonly now: () => number
}

/** Takes a device into the registry. Throws Problem `already-exists`. */
export async function addDevice({ db, ring, now }: DeviceParts, device: NewCustomerDevice): Promise<void> {
  const added = await db
    .insertInto('customer_device')
    .values({
      id: device.id,
      maker: device.maker,
      model: device.model ?? null,
      aca: device.aca,
      initial_key: ring.wrap(Buffer.from(device.initialKey, 'hex')),
      created_at: new Date(now()),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (added === undefined)
    throw new Problem(
      'already-exists',
      `there is a device ${device.id}, or one with the address ${device.aca}`,
    )
}

interface Paging {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Devices by name, with the meters that send to them. */
export async function listDevices({ db }: Pick<DeviceParts, 'db'>, { limit, cursor }: Paging) {
  const after = cursor === undefined ? '' : String(decodeCursor(cursor, ['string'])[0])
  const counted = await db
    .selectFrom('customer_device')
    .select(of => of.fn.countAll<number>().as('total'))
    .executeTakeFirst()
  const rows = await db
    .selectFrom('customer_device')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const meters = await db
    .selectFrom('customer_association as a')
    .innerJoin('end_device as d', 'd.id', 'a.end_device_id')
    .select(['a.device', 'd.serial'])
    .where('a.is_revoked', '=', false)
    .where('a.device', 'in', [...rows.map(({ id }) => id), ''])
    .orderBy('d.serial')
    .execute()
  return pageOf(
    rows,
    limit,
    Number(counted?.total ?? 0),
    ({ id }) => [id],
    ({ id, maker, model, aca, created_at }) => ({
      id,
      maker,
      model,
      aca,
      createdAt: created_at.toISOString(),
      endDevices: meters.flatMap(({ device, serial }) => (device === id ? [serial] : [])),
    }),
  )
}

function associations(db: Kysely<Tables>) {
  return db
    .selectFrom('customer_association as a')
    .innerJoin('end_device as d', 'd.id', 'a.end_device_id')
    .selectAll('a')
    .select('d.serial')
}

type AssociationRow = Awaited<ReturnType<ReturnType<typeof associations>['execute']>>[number]

function associationOf(row: AssociationRow): Association {
  const isApplied = row.applied === row.version
  return {
    endDevice: row.serial,
    device: row.device,
    role: row.role,
    pod: row.pod,
    frames: framesOf(Number(row.profile)),
    gap: row.gap,
    weeklyThreshold: Number(row.weekly_threshold),
    contract: row.contract,
    state: row.is_revoked ? (isApplied ? 'revoked' : 'revoking') : isApplied ? 'associated' : 'waiting',
    detail: row.detail,
    changedAt: row.changed_at.toISOString(),
    attemptedAt: row.attempted_at?.toISOString() ?? null,
  }
}

/** What is wanted of a meter; undefined where nothing ever was. */
export async function wantedOf(db: Kysely<Tables>, serial: string): Promise<AssociationRow | undefined> {
  return await associations(db).where('d.serial', '=', serial).executeTakeFirst()
}

/** Throws Problem `not-found`. */
export async function knownAssociation(db: Kysely<Tables>, serial: string): Promise<Association> {
  const row = await wantedOf(db, serial)
  if (row === undefined) throw new Problem('not-found', `${serial} has never sent to a customer's device`)
  return associationOf(row)
}

export async function listAssociations(
  { db }: Pick<DeviceParts, 'db'>,
  { endDevice, limit, cursor }: Paging & { readonly endDevice?: string | undefined },
): Promise<Page<Association>> {
  const after = cursor === undefined ? '' : String(decodeCursor(cursor, ['string'])[0])
  const meant =
    endDevice === undefined ? associations(db) : associations(db).where('d.serial', '=', endDevice)
  const counted = await meant
    .clearSelect()
    .select(of => of.fn.countAll<number>().as('total'))
    .executeTakeFirst()
  const rows = await meant
    .where('d.serial', '>', after)
    .orderBy('d.serial')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, Number(counted?.total ?? 0), ({ serial }) => [serial], associationOf)
}
