import { CimError, identify, originOf, type QueryValue } from '@ferraris/cim'
import { msPerDay } from '@ferraris/metering'
import { mayUse } from '@ferraris/service'
import { order } from '../../../orders/record/order.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, isRefusal, Refusal, type Watched } from '../../inbox/handling.ts'
import { optionsOf } from '../controls/order-of-control.ts'
import { devicesNamed } from '../devices.ts'
import type { MappingParts } from '../parts.ts'
import { type Block, meterReadingsOf } from './meter-readings-out.ts'
import { readingsOfSpan } from './queries.ts'

/** Blocks, and registers, that one answer may have. */
const mostBlocks = 1000

/**
 * Readings of meters: those that are stored, where the request names a time that has begun; else the meters are read, and each answer comes
 * when it is there.
 */
export async function readMeters(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { message } = asked
  const wanted: QueryValue<'GetMeterReadings'> = message.Request?.GetMeterReadings ?? {}
  const { serials, unknown } = await devicesNamed(parts.db, {
    devices: wanted.EndDevice,
    usagePoints: wanted.UsagePoint,
  })
  if (serials.length + unknown.length === 0)
    throw new Refusal('value-missing', 'the request names no meter', {
      path: 'Request.GetMeterReadings.EndDevice',
    })
  const refused = unknown.map(errorOf)
  if (serials.length === 0) return { reply: failed(...refused) }
  const obis = quantitiesOf(wanted)
  const span = spanOf(asked, parts.now())
  const reply = refused.length === 0 ? accepted : partly(refused)
  if (span !== undefined || asked.replyTo === null) {
    const now = parts.now()
    const { from, to } = span ?? { from: now - msPerDay, to: now }
    const { blocks, registers } = await readingsOfSpan(parts.db, { serials, obis, from, to }, mostBlocks + 1)
    if (blocks.length > mostBlocks || registers.length > mostBlocks)
      throw new Refusal('too-many', `more than ${mostBlocks} days of readings; ask for less at once`)
    const readings = meterReadingsOf(
      blocks.map(block => within(block, from, to)),
      registers,
    )
    return { reply, payload: readings.MeterReading === undefined ? undefined : { MeterReadings: readings } }
  }
  return await orderReadings(parts, asked, serials, refused)
}

/** One order a meter, whose answer is sent when the meter was read. */
async function orderReadings(
  parts: MappingParts,
  asked: Asked,
  serials: readonly string[],
  refused: ReturnType<typeof errorOf>[],
): Promise<Handled> {
  if (!mayUse(asked.role, 'operator'))
    throw new Refusal('role-too-low', `to read meters needs the role operator, and this is ${asked.role}`)
  const watched: Watched[] = []
  const start = asked.message.Request?.StartTime
  const later = start !== undefined && start > parts.now() ? { notBefore: new Date(start).toISOString() } : {}
  const tracking = optionsOf(asked.message).reason
  for (const endDevice of serials) {
    const id = `cim-${asked.id}-${endDevice}`.slice(0, 64)
    try {
      const wanted = {
        id,
        endDevice,
        kind: 'read-registers',
        parameters: {},
        priority: 'on-demand',
        ...later,
      } as const
      await parts.db.transaction().execute(() => order(parts, wanted, asked.sender))
      watched.push({ kind: 'control', subject: id, endDevice, tracking })
    } catch (error) {
      if (!isRefusal(error)) throw error
      const about = { name: endDevice, objectType: 'Meter' }
      refused.push(errorOf(new Refusal('value-unusable', error.detail, { about })))
    }
  }
  if (refused.length === 0) return { reply: accepted, watched }
  return { reply: watched.length === 0 ? failed(...refused) : partly(refused), watched }
}

/** Quantities by OBIS; none means all. Throws Refusal. */
function quantitiesOf({ ReadingType: types = [] }: QueryValue<'GetMeterReadings'>): string[] {
  return types.map(type => {
    const name = identify(type)
    if (name === undefined) throw new Refusal('value-missing', 'a ReadingType has neither Names nor mRID')
    try {
      const origin = originOf(name)
      if (origin !== undefined) return origin.obis
    } catch (error) {
      if (!(error instanceof CimError)) throw error
    }
    throw new Refusal('reading-type-unknown', name, { path: 'Request.GetMeterReadings.ReadingType' })
  })
}

/** The time that a request names, when it has begun. Throws Refusal. */
function spanOf(
  { message: { Request: request } }: Asked,
  now: number,
): { from: number; to: number } | undefined {
  const [schedule] = request?.GetMeterReadings?.TimeSchedule ?? []
  const from = schedule?.scheduleInterval?.start ?? request?.StartTime
  const to = schedule?.scheduleInterval?.end ?? request?.EndTime ?? now
  if (from === undefined || from > now) return undefined
  if (to < from)
    throw new Refusal('value-unusable', 'the interval ends before it starts', { path: 'Request' })
  return { from, to }
}

/** The intervals of a block that end within a span. */
function within(block: Block, from: number, to: number): Block {
  const length = block.intervalSeconds * 1000
  const first = Math.max(0, Math.ceil((from - block.start) / length))
  const last = Math.min(block.values.length, Math.floor((to - block.start) / length))
  return {
    ...block,
    start: block.start + first * length,
    values: block.values.slice(first, last),
    quality: block.quality.slice(first, last),
  }
}
