import { dayNumber } from '@ferraris/cosem'
import { packIntervals, packQuality, unpackIntervals, unpackQuality } from '@ferraris/meter-data/pack'
import { type IntervalBlock, receivedOf } from '@ferraris/metering'
import { CopyRows } from '@ferraris/service'
import type { PoolClient } from 'pg'
import { announceDays } from '../meter-data/announce.ts'
import { mergeBlock } from './merge.ts'
import type { ReadingTypes } from './reading-types.ts'

interface DeviceBlock {
  readonly endDeviceId: number
  readonly block: IntervalBlock
}

/**
 * Stores interval blocks within the caller's transaction: COPY into a staging table, insert what is new, merge what
 * was there. Doing so again changes nothing, and the tally moves with the rows. The reading types and the month's
 * partitions must exist. Gives how many measured values the blocks have.
 */
export async function storeBlocks(
  client: PoolClient,
  types: ReadingTypes,
  blocks: readonly DeviceBlock[],
): Promise<number> {
  if (blocks.length === 0) return 0
  await client.query(createStaging)
  const staged = stagedRows(types, blocks)
  await staged.rows.copyInto(client, 'staged_block')
  const { rows } = await client.query<{ inserted: number }>(insertNew)
  if (rows.some(({ inserted }) => inserted < blocks.length)) await mergeKnown(client)
  return staged.received
}

const createStaging = `
  create temporary table if not exists staged_block (
    place integer, end_device_id bigint, reading_type_id smallint, day date, start timestamptz,
    interval_seconds integer, interval_count smallint, received smallint, increments bytea, quality bytea
  ) on commit delete rows`

function stagedRows(
  types: ReadingTypes,
  blocks: readonly DeviceBlock[],
): { rows: CopyRows; received: number } {
  const rows = new CopyRows()
  let sum = 0
  for (const { endDeviceId, block } of blocks) {
    const received = receivedOf(block)
    sum += received
    rows.row(10)
    rows.int4(rows.count)
    rows.int8(endDeviceId)
    rows.int2(types.idOf(block.obis))
    rows.date(dayNumber(block.day))
    rows.timestamptz(block.start)
    rows.int4(block.intervalSeconds)
    rows.int2(block.values.length)
    rows.int2(received)
    rows.bytea(packIntervals(block.values))
    rows.bytea(packQuality(block.quality))
  }
  return { rows, received: sum }
}

/** The shard is the server process: writers at the same time never wait for each other's tally. */
const addToTally = `
  insert into interval_tally as tally (day, reading_type_id, shard, blocks, intervals, seconds)
  select day, reading_type_id, pg_backend_pid() % 16, sum(blocks), sum(received), sum(received * interval_seconds)
  from changed group by day, reading_type_id order by day, reading_type_id
  on conflict (day, reading_type_id, shard) do update
  set blocks = tally.blocks + excluded.blocks,
      intervals = tally.intervals + excluded.intervals,
      seconds = tally.seconds + excluded.seconds`

/** Other systems that have subscribed to readings are told of the days that changed. */
const announce = `
  insert into integration_new_reading (end_device_id, day)
  select distinct end_device_id, day from changed
  where exists (select from integration_destination where 'MeterReadings' = any(nouns))
  order by end_device_id, day on conflict do nothing`

/** Days of a staged row `s` whose readings a customer had deleted are not stored again, from whatever source. */
const isNotErased = `not exists (
  select from erased_days e where e.end_device_id = s.end_device_id and s.day between e.from_day and e.to_day)`

const insertNew = `
  with changed as (
    insert into interval_block
      (end_device_id, reading_type_id, day, start, interval_seconds, interval_count, received, increments, quality)
    select end_device_id, reading_type_id, day, start, interval_seconds, interval_count, received, increments, quality
    from staged_block s where ${isNotErased} order by place
    on conflict (end_device_id, reading_type_id, day) do nothing
    returning end_device_id, day, reading_type_id, interval_seconds, received, 1 as blocks
  ), announced as (${announce}), to_judge as (${announceDays}), tallied as (${addToTally})
  select count(*) as inserted from changed`

interface KnownRow {
  readonly end_device_id: number
  readonly reading_type_id: number
  readonly day: string
  readonly interval_count: number
  readonly increments: Buffer
  readonly quality: Buffer
  readonly new_increments: Buffer
  readonly new_quality: Buffer
}

/**
 * Days that were partly there: today read hour by hour, and gaps. A complete and valid block is left alone by the
 * condition, unless what is new has something to say of its quality; a block of another interval length too.
 */
async function mergeKnown(client: PoolClient): Promise<void> {
  const { rows } = await client.query<KnownRow>(`
    select b.end_device_id, b.reading_type_id, b.day, b.interval_count, b.increments, b.quality,
      s.increments as new_increments, s.quality as new_quality
    from staged_block s join interval_block b using (end_device_id, reading_type_id, day)
    where b.interval_count = s.interval_count
      and (b.received < b.interval_count or b.quality <> '\\x00' or s.quality <> '\\x00')
      and (b.increments, b.quality) is distinct from (s.increments, s.quality)
    order by s.place for update of b`)
  const changed = new Map<
    string,
    { row: KnownRow; content: { values: (number | null)[]; quality: number[] } }
  >()
  for (const row of rows) {
    const key = `${row.end_device_id} ${row.reading_type_id} ${row.day}`
    const count = row.interval_count
    // A day may be staged twice: the second meets what the first has made.
    const stored = changed.get(key)?.content ?? {
      values: unpackIntervals(row.increments, count),
      quality: unpackQuality(row.quality, count),
    }
    const merged = mergeBlock(stored, {
      values: unpackIntervals(row.new_increments, count),
      quality: unpackQuality(row.new_quality, count),
    })
    if (merged !== undefined) changed.set(key, { row, content: merged })
  }
  if (changed.size === 0) return
  const updates = [...changed.values()]
  await client.query(
    `with given as (
       select * from unnest($1::bigint[], $2::smallint[], $3::date[], $4::smallint[], $5::bytea[], $6::bytea[])
         as given (end_device_id, reading_type_id, day, received, increments, quality)
     ), before as (
       select b.end_device_id, b.reading_type_id, b.day, b.received
       from given join interval_block b using (end_device_id, reading_type_id, day)
     ), updated as (
       update interval_block b
       set received = given.received, increments = given.increments, quality = given.quality
       from given
       where (b.end_device_id, b.reading_type_id, b.day) = (given.end_device_id, given.reading_type_id, given.day)
       returning b.end_device_id, b.reading_type_id, b.day, b.interval_seconds, b.received
     ), changed as (
       select end_device_id, day, reading_type_id, interval_seconds, updated.received - before.received as received,
         0 as blocks
       from updated join before using (end_device_id, reading_type_id, day)
     ), announced as (${announce}), to_judge as (${announceDays}) ${addToTally}`,
    [
      updates.map(({ row }) => row.end_device_id),
      updates.map(({ row }) => row.reading_type_id),
      updates.map(({ row }) => row.day),
      updates.map(({ content }) => receivedOf(content)),
      updates.map(({ content }) => packIntervals(content.values)),
      updates.map(({ content }) => packQuality(content.quality)),
    ],
  )
}
