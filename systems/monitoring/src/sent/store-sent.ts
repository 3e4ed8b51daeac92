import type { PoolClient } from 'pg'
import { localDay } from '../local-day.ts'
import { type PointDay, storeDays } from '../uploads/store-days.ts'
import type { SentDay } from './sent-answer.ts'

/** Keeps what meters of the campaign have sent; other meters are none of ours. Gives how many days were kept. */
export async function storeSent(client: PoolClient, days: readonly SentDay[], now: number): Promise<number> {
  const { rows: campaigns } = await client.query<{ time_zone: string }>('select time_zone from campaign')
  const [campaign] = campaigns
  if (campaign === undefined) return 0
  const today = localDay(now, campaign.time_zone)
  const { rows } = await client.query<{ id: number; end_device: string; starts: string }>(
    `select p.id, p.end_device, d.starts from point p join device d on d.id = p.device where p.end_device = any($1)`,
    [[...new Set(days.map(({ endDevice }) => endDevice))]],
  )
  const kept = days.flatMap(({ endDevice, told }): PointDay[] =>
    rows
      .filter(point => point.end_device === endDevice && told.day >= point.starts && told.day <= today)
      .map(({ id }) => ({ point: id, told, whole: told.day < today, firmware: null })),
  )
  await storeDays(client, 'sent', kept, now)
  return kept.length
}
