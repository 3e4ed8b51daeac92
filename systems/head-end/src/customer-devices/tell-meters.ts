import { type Data, data, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { wrapKey } from '@ferraris/dlms/security'
import { msPerMinute, obisCodes } from '@ferraris/metering'
import { sql } from 'kysely'
import type { MeterSession } from '../collection/session/meter-session.ts'
import { openSecrets } from '../inventory/keys/client-secrets.ts'
import { DeviceBusy, SessionFailure } from '../on-demand/reader.ts'
import { management } from '../orders/by-session/management.ts'
import { wantedOf } from './registry.ts'
import { keepSentCounters, sentDaysOf } from './sent-counters.ts'
import type { TellingParts } from './telling-parts.ts'

/** A meter that could not be told is called again after so long. */
export const againAfterMs = 5 * msPerMinute
/** Meters that are called at one look. */
const mostAtOnce = 20

type Wanted = NonNullable<Awaited<ReturnType<typeof wantedOf>>>

/** The meter refuses, or its master key is not here: said to the operator, and tried again. */
class NotTold extends Error {}

/** Tells a meter what is wanted of it. What does not work is kept as the reason; the sweep calls again. */
export async function tellMeter(parts: TellingParts, serial: string): Promise<void> {
  const { db, now, onDemand } = parts
  const wanted = await wantedOf(db, serial)
  if (wanted === undefined || wanted.applied === wanted.version) return
  const attempted = { attempted_at: new Date(now()) }
  const ofVersion = db
    .updateTable('customer_association')
    .where('end_device_id', '=', wanted.end_device_id)
    .where('version', '=', wanted.version)
  try {
    await onDemand.withMeter(
      serial,
      async (_source, lease, _quirks, session) => {
        const ofManagement = lease.keys.get(management)
        const kek = ofManagement && openSecrets(ofManagement).kek
        // What was sent until now belongs to the device that is associated until now.
        const sent = await sentDaysOf(session)
        await keepSentCounters(db, {
          endDeviceId: wanted.end_device_id,
          device: wanted.device,
          days: sent,
          now: now(),
        })
        await writeWanted(parts, session, wanted, kek)
        return { result: undefined }
      },
      undefined,
      'management',
    )
    await ofVersion
      .set({ applied: wanted.version, detail: null, ...attempted, counted_at: attempted.attempted_at })
      .execute()
  } catch (error) {
    if (!(error instanceof SessionFailure || error instanceof DeviceBusy)) throw error
    // What the meter has refused is no failure of the session.
    const { message } = error.cause instanceof NotTold ? error.cause : error
    await ofVersion.set({ detail: message, ...attempted }).execute()
  }
}

async function writeWanted(
  { db, ring }: TellingParts,
  session: MeterSession,
  wanted: Wanted,
  kek: Uint8Array | undefined,
): Promise<void> {
  const { customerDevice, customerSettings, customerContract } = obisCodes
  if (wanted.is_revoked) {
    await write(session, customerDevice, data.nothing())
    return
  }
  const { customerCode, vendor, phone, pesse, contractPower } = wanted.contract
  await write(
    session,
    customerSettings,
    data.structure(
      ...[Number(wanted.profile), wanted.gap, Number(wanted.weekly_threshold)].map(data.doubleLongUnsigned),
    ),
  )
  await write(
    session,
    customerContract,
    data.structure(
      ...[customerCode, vendor, phone].map(text => data.octets(Buffer.from(text, 'latin1'))),
      data.unsigned(pesse),
      data.doubleLongUnsigned(contractPower),
    ),
  )
  if (wanted.applied >= wanted.keyed) return
  if (kek === undefined)
    throw new NotTold(
      'the master key of this meter is not here: keys cannot be wrapped; enrol it again with it',
    )
  const { aca, initial_key } = await db
    .selectFrom('customer_device')
    .select(['aca', 'initial_key'])
    .where('id', '=', wanted.device)
    .executeTakeFirstOrThrow()
  const keys = [initial_key, wanted.encryption_key, wanted.authentication_key].map(kept =>
    data.octets(wrapKey(kek, ring.unwrap(kept).octets())),
  )
  await write(
    session,
    customerDevice,
    data.structure(
      data.octets(Buffer.from(aca, 'hex')),
      data.octets(Buffer.from(wanted.pod, 'latin1')),
      data.enumeration(wanted.role === 'exchange' ? 0 : 1),
      ...keys,
    ),
  )
}

async function write(session: MeterSession, obis: Obis, value: Data): Promise<void> {
  const { classId } = classes.data
  const [result] = await session.set({ classId, obis, attribute: 2, value })
  if (result !== 'success') throw new NotTold(`the meter refuses ${obis}: ${result ?? 'no answer'}`)
}

/** Tells meters that do not have what is wanted of them, the longest waiting first. */
export async function tellWaiting(parts: TellingParts): Promise<void> {
  const { db, now } = parts
  const rows = await db
    .selectFrom('customer_association as a')
    .innerJoin('end_device as d', 'd.id', 'a.end_device_id')
    .select('d.serial')
    .whereRef('a.applied', '<', 'a.version')
    .where(of =>
      of.or([of('a.attempted_at', 'is', null), of('a.attempted_at', '<', new Date(now() - againAfterMs))]),
    )
    .orderBy(sql`a.attempted_at nulls first`)
    .limit(mostAtOnce)
    .execute()
  for (const { serial } of rows) await tellMeter(parts, serial)
}
