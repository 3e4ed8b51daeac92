import type { PoolClient } from 'pg'
import { localDay } from '../local-day.ts'
import { isRefusal, type KnownPoint, pointOf, pointsOf } from './known-points.ts'
import { type RefusedUpload, storeRefusals } from './refusals.ts'
import { type PointDay, storeDays } from './store-days.ts'
import type { Refusal, Upload } from './upload.ts'

/** What became of an upload: its days that were taken, and why others were not. */
export interface UploadOutcome {
  readonly days: number
  readonly refused: Refusal | null
}

/** Stores many uploads in one transaction; the outcomes stand in their order. */
export async function storeUploads(
  client: PoolClient,
  uploads: readonly Upload[],
  now: number,
): Promise<UploadOutcome[]> {
  const { rows } = await client.query<{ time_zone: string }>('select time_zone from campaign')
  const today = rows[0] && localDay(now, rows[0].time_zone)
  const points = await pointsOf(client, [...new Set(uploads.map(({ device }) => device))])
  const days: PointDay[] = []
  const seen = new Map<string, { readonly point: KnownPoint; readonly firmware: string | null }>()
  const outcomes = uploads.map((upload): UploadOutcome => {
    if (today === undefined) return { days: 0, refused: noCampaign }
    const point = pointOf(points, upload)
    if (isRefusal(point)) return { days: 0, refused: point }
    seen.set(point.device, { point, firmware: upload.firmware })
    return takeDays(upload, point, today, days)
  })
  await storeDays(client, 'received', days, now)
  await noteUploads(client, [...seen.values()], now)
  await storeRefusals(client, refusedOf(uploads, outcomes), now)
  return outcomes
}

const noCampaign: Refusal = { reason: 'no-campaign', detail: 'the campaign is not described yet' }

/** Days before a device takes part are in its ring, too, and left out; a day that has not come shows a clock that is wrong. */
function takeDays(upload: Upload, point: KnownPoint, today: string, days: PointDay[]): UploadOutcome {
  let taken = 0
  let refused: Refusal | null = null
  for (const told of upload.days) {
    if (told.day > today) {
      refused = { reason: 'day-outside', detail: `${told.day} has not come; look at the clock of the device` }
      continue
    }
    taken++
    if (told.day < point.starts || (point.ends !== null && told.day > point.ends)) continue
    days.push({ point: point.id, told, whole: told.day < today, firmware: upload.firmware })
  }
  return { days: taken, refused }
}

function refusedOf(uploads: readonly Upload[], outcomes: readonly UploadOutcome[]): RefusedUpload[] {
  return uploads.flatMap(({ source, participant, place }, at) => {
    const refused = outcomes[at]?.refused
    return refused ? [{ source, participant, place, ...refused }] : []
  })
}

/** How exactly it is told when an upload came: the row of a device is not written at each. */
const lastUploadStepMs = 60_000

interface SeenDevice {
  readonly point: KnownPoint
  readonly firmware: string | null
}

async function noteUploads(client: PoolClient, seen: readonly SeenDevice[], now: number): Promise<void> {
  const changed = seen.filter(
    ({ point, firmware }) =>
      now - (point.last_upload_at?.getTime() ?? 0) >= lastUploadStepMs ||
      (firmware !== null && firmware !== point.told_firmware),
  )
  if (changed.length === 0) return
  await client.query(
    `update device d set last_upload_at = $1, told_firmware = coalesce(t.firmware, d.told_firmware)
     from unnest($2::text[], $3::text[]) as t (id, firmware) where d.id = t.id`,
    [new Date(now), changed.map(({ point }) => point.device), changed.map(({ firmware }) => firmware)],
  )
  for (const { point, firmware } of changed) {
    if (firmware !== null && firmware !== point.told_firmware)
      await tellUntested(client, point, firmware, now)
  }
}

/** A version that no integration test has passed does not take part; its participant is notified. */
async function tellUntested(
  client: PoolClient,
  { participant, device, maker, model, hardware }: KnownPoint,
  firmware: string,
  now: number,
): Promise<void> {
  await client.query(
    `insert into notice (participant, at, subject, told)
     select $1, $2, 'firmware-untested', $3::jsonb
     where not exists (select from integration_test where outcome = 'passed' and maker = $4 and model = $5 and hardware = $6
       and firmware = $7)`,
    [
      participant,
      new Date(now),
      JSON.stringify({ device, maker, model, hardware, firmware }),
      maker,
      model,
      hardware,
      firmware,
    ],
  )
}
