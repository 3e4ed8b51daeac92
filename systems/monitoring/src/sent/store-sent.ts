import type { PoolClient } from 'pg'
import { localDay } from '../local-day.ts'
import { type PointDay, storeDays } from '../uploads/store-days.ts'
import type { SentDay } from './sent-answer.ts'

interface SentPoint {
  readonly id: number
  readonly end_device: string
  readonly smitp_address: string
  readonly starts: string
  readonly ends: string | null
}

/**
 * Keeps what meters of the campaign have sent to devices of the campaign, each day with the device that it was sent to; others are none of
 * ours. Gives how many days were kept.
 */
export async function storeSent(client: PoolClient, days: readonly SentDay[], now: number): Promise<number> {
  const { rows: campaigns } = await client.query<{ time_zone: string }>('select time_zone from campaign')
  const [campaign] = campaigns
  if (campaign === undefined) return 0
  const today = localDay(now, campaign.time_zone)
  const { rows } = await client.query<SentPoint>(
    `select p.id, p.end_device, d.smitp_address, d.starts, d.ends from point p join device d on d.id = p.device where p.end_device = any($1)`,
    [[...new Set(days.map(({ endDevice }) => endDevice))]],
  )
  const byMeter = Map.groupBy(rows, ({ end_device }) => end_device)
  const kept = days.flatMap((sent): PointDay[] => {
    const { told } = sent
    const points = told.day <= today ? (byMeter.get(sent.endDevice) ?? []) : []
    return points
      .filter(point => isMeant(point, sent))
      .map(({ id }) => ({ point: id, told, whole: told.day < today, firmware: null }))
  })
  await storeDays(client, 'sent', kept, now)
  return kept.length
}

function isMeant({ smitp_address, starts, ends }: SentPoint, { smitpAddress, told }: SentDay): boolean {
  if (smitpAddress !== null && smitpAddress !== smitp_address) return false
  return told.day >= starts && (ends === null || told.day <= ends)
}
