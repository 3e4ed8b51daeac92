import { randomBytes } from 'node:crypto'
import { gapOf, profiles } from '@ferraris/chain2'
import { Problem } from '@ferraris/service'
import { knownDevice } from '../inventory/unknown-device.ts'
import type { DeviceParts } from './registry.ts'
import { knownAssociation, wantedOf } from './registry.ts'
import type { Association, AssociationChange, AssociationRequest } from './schemas.ts'

/** Production meters that one device may hear besides that of the exchange. */
const mostProductionMeters = 4
const keyLength = 16

/*
 * What is wanted of a meter is kept first, with its version; the meter is told in a session at once, and again every few minutes until
 * it has that version (`tell-meters.ts`). So a customer who moves out is out, whether the meter can be reached or not.
 *
 *     waiting → associated → waiting (other wishes, other keys) → associated → revoking → revoked
 */

/** Wants a meter to send to a device. Throws Problem. */
export async function wantAssociation(
  { db, ring, now }: DeviceParts,
  serial: string,
  request: AssociationRequest,
): Promise<Association> {
  const endDeviceId = await knownDevice(db, serial)
  const { device: id, role = 'exchange' } = request
  const device = await db.selectFrom('customer_device').selectAll().where('id', '=', id).executeTakeFirst()
  if (device === undefined) throw new Problem('not-found', `there is no device ${id}; add it first`)
  const before = await wantedOf(db, serial)
  if (before !== undefined && !before.is_revoked)
    throw new Problem('already-exists', `${serial} sends to ${before.device}; revoke that first`)
  const others = await db
    .selectFrom('customer_association')
    .select('role')
    .where('device', '=', id)
    .where('is_revoked', '=', false)
    .execute()
  const same = others.filter(other => other.role === role).length
  if (same >= (role === 'exchange' ? 1 : mostProductionMeters))
    throw new Problem(
      'already-exists',
      `${id} has its ${role === 'exchange' ? 'meter' : 'four production meters'} already`,
    )
  const isInitial = request.operatingKey === 'initial'
  const operating = () => (isInitial ? device.initial_key : ring.wrap(randomBytes(keyLength)))
  const version = (before?.version ?? 0) + 1
  const time = new Date(now())
  const wanted = {
    device: id,
    role,
    pod: request.pod,
    profile: profiles[request.profile],
    gap: request.gap ?? gapOf(request.contract.contractPower),
    weekly_threshold: request.weeklyThreshold ?? 0,
    contract: JSON.stringify(request.contract),
    encryption_key: operating(),
    authentication_key: operating(),
    is_revoked: false,
    version,
    keyed: version,
    detail: null,
    attempted_at: null,
    changed_at: time,
    begun_at: time,
    counted_at: null,
    count_tried_at: null,
  }
  await db
    .insertInto('customer_association')
    .values({ end_device_id: endDeviceId, applied: 0, ...wanted })
    .onConflict(conflict => conflict.column('end_device_id').doUpdateSet(wanted))
    .execute()
  return await knownAssociation(db, serial)
}

/** Wants something else of an association that stands. Throws Problem. */
export async function wantChange(
  { db, ring, now }: DeviceParts,
  serial: string,
  { profile, gap, weeklyThreshold, contract, newKeys }: AssociationChange,
): Promise<Association> {
  const before = await standing(db, serial)
  const version = before.version + 1
  await db
    .updateTable('customer_association')
    .set({
      ...(profile !== undefined && { profile: profiles[profile] }),
      ...(gap !== undefined && { gap }),
      ...(weeklyThreshold !== undefined && { weekly_threshold: weeklyThreshold }),
      ...(contract !== undefined && { contract: JSON.stringify(contract) }),
      ...(newKeys === true && {
        encryption_key: ring.wrap(randomBytes(keyLength)),
        authentication_key: ring.wrap(randomBytes(keyLength)),
        keyed: version,
      }),
      version,
      detail: null,
      attempted_at: null,
      changed_at: new Date(now()),
    })
    .where('end_device_id', '=', before.end_device_id)
    .execute()
  return await knownAssociation(db, serial)
}

/** The customer moves out, or wants no more. Throws Problem. */
export async function wantRevocation({ db, now }: DeviceParts, serial: string): Promise<Association> {
  const before = await standing(db, serial)
  await db
    .updateTable('customer_association')
    .set({
      is_revoked: true,
      version: before.version + 1,
      detail: null,
      attempted_at: null,
      changed_at: new Date(now()),
    })
    .where('end_device_id', '=', before.end_device_id)
    .execute()
  return await knownAssociation(db, serial)
}

async function standing(db: DeviceParts['db'], serial: string) {
  await knownDevice(db, serial)
  const row = await wantedOf(db, serial)
  if (row === undefined || row.is_revoked)
    throw new Problem('not-found', `${serial} sends to no device of a customer`)
  return row
}
