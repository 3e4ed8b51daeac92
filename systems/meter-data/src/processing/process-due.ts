import { isDeepStrictEqual } from 'node:util'
import { addDays } from '@ferraris/cosem'
import { apartFromRequest, isUnavailable, transaction } from '@ferraris/service'
import type { MeterDataParts } from '../parts.ts'
import { defaultPoint, pointsOf } from '../settings/points.ts'
import { loadSettings } from '../settings/settings-store.ts'
import type { CollectedDay, DeviceDay, Source } from '../source.ts'
import type { DayVersion, StoredVersion } from '../store/day-version.ts'
import { type ChannelDay, channelsOn, currentDays } from '../store/queries.ts'
import { StaleVersion, writeDays } from '../store/write-days.ts'
import { judgeChannel } from './judge-channel.ts'
import type { Round } from './observer.ts'
import { siblingsOf } from './siblings.ts'

/** Days of meters that are judged and committed together. */
export const mostDaysInBatch = 500

interface DueRow {
  readonly end_device_id: number
  readonly day: string
  readonly seq: number
}

/**
 * Judges days of meters that have changed and are over, the longest due first, and commits what became of them together with striking
 * them off: killed at any moment, a day is due still or judged, never half. A day that changes meanwhile stays due.
 */
export async function processDue(parts: MeterDataParts, limit = mostDaysInBatch): Promise<Round> {
  const { pool, now, daySource: source, judgeObserver: observer } = parts
  const began = performance.now()
  const { rows: due } = await pool.query<DueRow>(
    'select end_device_id, day, seq from meter_data_due where over_at <= $1 order by over_at, seq limit $2',
    [new Date(now()), limit],
  )
  if (due.length === 0) return { taken: 0, judged: 0, written: 0 }
  const days = due.map(({ end_device_id, day }): DeviceDay => ({ endDeviceId: end_device_id, day }))
  const before = days.map(({ endDeviceId, day }) => ({ endDeviceId, day: addDays(day, -1) }))
  const [collected, known, lately, points, settings] = await Promise.all([
    source.collected(days),
    currentDays(pool, days),
    channelsOn(pool, before),
    pointsOf(
      pool,
      days.map(({ endDeviceId }) => endDeviceId),
    ),
    loadSettings(pool),
  ])
  const current = new Map(known.map(version => [keyOf(version), version]))
  const written: DayVersion[] = []
  let judged = 0
  for (const day of await withAbsent(source, collected, lately)) {
    const point = points.get(day.endDeviceId) ?? defaultPoint
    const siblings = siblingsOf(day)
    for (const channel of day.channels) {
      const existing = current.get(keyOf({ ...day, readingTypeId: channel.readingTypeId }))
      const outcome = await judgeChannel(
        pool,
        day,
        { collected: channel, current: existing, siblings },
        point,
        settings.get(point.group),
      )
      judged++
      observer?.judged(outcome)
      if (existing !== undefined && isSame(existing, outcome)) continue
      const version = (existing?.version ?? 0) + 1
      written.push({ ...outcome, version, cause: 'collection', madeAt: now(), who: null, reason: null })
    }
  }
  try {
    await transaction(pool, async client => {
      // A day that is not due any more was deleted meanwhile, and must not come back.
      const { rows: still } = await client.query<DueRow>(
        `select end_device_id, day from meter_data_due join unnest($1::bigint[], $2::date[]) as g (end_device_id, day)
         using (end_device_id, day) order by 1, 2 for update of meter_data_due`,
        [due.map(row => row.end_device_id), due.map(row => row.day)],
      )
      const isDue = new Set(still.map(row => `${row.end_device_id} ${row.day}`))
      await writeDays(
        client,
        written.filter(({ endDeviceId, day }) => isDue.has(`${endDeviceId} ${day}`)),
      )
      await client.query(
        `delete from meter_data_due d using unnest($1::bigint[], $2::date[], $3::bigint[]) as g (id, day, seq)
         where d.end_device_id = g.id and d.day = g.day and d.seq = g.seq`,
        [due.map(row => row.end_device_id), due.map(row => row.day), due.map(row => row.seq)],
      )
    })
  } catch (error) {
    // A person was faster: the days are due still, and are judged with what was set.
    if (!(error instanceof StaleVersion)) throw error
    return { taken: due.length, judged, written: 0 }
  }
  const round = { taken: due.length, judged, written: written.length }
  observer?.round(round, (performance.now() - began) / 1000)
  return round
}

/** Judges until nothing is due. */
export async function processAll(parts: MeterDataParts): Promise<Round> {
  let sum: Round = { taken: 0, judged: 0, written: 0 }
  for (;;) {
    const { taken, judged, written } = await processDue(parts)
    if (taken === 0) return sum
    sum = { taken: sum.taken + taken, judged: sum.judged + judged, written: sum.written + written }
  }
}

/** Channels of the day before of which nothing came are judged as days without a value. */
async function withAbsent(
  source: Source,
  collected: readonly CollectedDay[],
  lately: readonly ChannelDay[],
): Promise<CollectedDay[]> {
  const types = await source.readingTypes([...new Set(lately.map(({ readingTypeId }) => readingTypeId))])
  const byMeterDay = new Map<string, ChannelDay[]>()
  for (const version of lately) {
    const key = `${version.endDeviceId} ${addDays(version.day, 1)}`
    byMeterDay.set(key, [...(byMeterDay.get(key) ?? []), version])
  }
  return collected.map(day => {
    const here = new Set(day.channels.map(({ readingTypeId }) => readingTypeId))
    const absent = (byMeterDay.get(`${day.endDeviceId} ${day.day}`) ?? []).flatMap(({ readingTypeId }) => {
      const type = types.get(readingTypeId)
      return type === undefined || here.has(readingTypeId)
        ? []
        : [{ readingTypeId, obis: type.obis, unit: type.unit, block: undefined }]
    })
    return absent.length === 0 ? day : { ...day, channels: [...day.channels, ...absent] }
  })
}

function keyOf({ endDeviceId, readingTypeId, day }: DeviceDay & { readonly readingTypeId: number }): string {
  return `${endDeviceId} ${readingTypeId} ${day}`
}

/** A version is made only when something a reader can see is different. */
function isSame(existing: StoredVersion, outcome: Outcome): boolean {
  const seen = ({ state, values, quality, notes }: Outcome) => ({ state, values, quality, notes })
  return isDeepStrictEqual(seen(existing), seen(outcome))
}

type Outcome = Pick<DayVersion, 'state' | 'values' | 'quality' | 'notes'>

/** Every second, whether something is due; gives what ends it. */
export function watchDue(parts: MeterDataParts, onTrouble: (error: Error) => void): () => Promise<void> {
  let isEnding = false
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    let isMore = false
    try {
      isMore = (await processDue(parts)).taken > 0
    } catch (error) {
      // That the store is away it tells itself.
      if (!isUnavailable(error)) onTrouble(error as Error)
    }
    if (!isEnding) timer = setTimeout(next, isMore ? 0 : pauseMs)
  }
  let looking = Promise.resolve()
  function next(): void {
    looking = apartFromRequest(look)
  }
  next()
  return async () => {
    isEnding = true
    clearTimeout(timer)
    await looking
  }
}

/** Between two looks at an empty queue: a corrected day reaches its readers within a second. */
const pauseMs = 500
