import { createHash } from 'node:crypto'
import { zone } from '@ferraris/cosem'
import { type EventProfileName, type IntervalBlock, obisCodes } from '@ferraris/metering'
import type { Pool } from 'pg'
import type { Delivery } from '../collection/writer.ts'
import { enrol } from '../inventory/enrol.ts'
import { KeyRing } from '../inventory/keys/key-ring.ts'

export const ring = new KeyRing(Buffer.alloc(32, 5))

/** The global key of a device: each has its own. */
export function guekOf(serial: string): string {
  return createHash('sha256').update(serial).digest('hex').slice(0, 32)
}

/** Enrols `count` end devices and returns their serial numbers and ids. */
export async function enrolSome(
  pool: Pool,
  count: number,
  { now, prefix = 'FER', ...more }: { now: number; prefix?: string; eventProfile?: EventProfileName },
): Promise<{ serial: string; id: number }[]> {
  const devices = Array.from({ length: count }, (_, i) => ({
    serial: `${prefix}${String(i + 1).padStart(8, '0')}`,
    usagePoint: `POD-${prefix}-${i + 1}`,
    uri: `dlms+tcp://127.0.0.1:${20_001 + i}?client=2&server=1&auth=gmac`,
    ...more,
    keys: [
      {
        client: 2,
        guek: guekOf(`${prefix}${String(i + 1).padStart(8, '0')}`),
        gak: '1112131415161718191a1b1c1d1e1f20',
      },
    ],
  }))
  await enrol(pool, ring, devices, now)
  const { rows } = await pool.query<{ serial: string; id: number }>(
    'select serial, id from end_device where serial = any($1) order by serial',
    [devices.map(({ serial }) => serial)],
  )
  return rows
}

/** A local day of Rome, each interval `value`, with the listed places missing. */
export function dayBlock(
  day: string,
  value = 25,
  {
    missing = [],
    obis = obisCodes.activeEnergyImport,
  }: { readonly missing?: readonly number[]; readonly obis?: string } = {},
): IntervalBlock {
  const rome = zone('Europe/Rome')
  const count = rome.quartersOfDay(day)
  return {
    obis,
    day,
    start: rome.startOfDay(day),
    intervalSeconds: 900,
    values: Array.from({ length: count }, (_, i) => (missing.includes(i) ? null : value + i)),
    quality: Array.from({ length: count }, (_, i) => (missing.includes(i) ? 1 : 0)),
  }
}

export function delivery(endDeviceId: number, parts: Partial<Delivery> = {}): Delivery {
  return {
    endDeviceId,
    blocks: [],
    readings: [],
    events: [],
    ...parts,
  }
}
