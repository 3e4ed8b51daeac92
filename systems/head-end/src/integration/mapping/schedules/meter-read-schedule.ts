import { defined } from '@ferraris/bytes'
import { type Identified, named } from '@ferraris/cim'
import { isLineUri } from '../../../network/commissioning/line-uri.ts'
import { mostMade, readByPlan, readByStandard, schedulesOf } from '../../../schedules/assign.ts'
import { scheduleById, standardSchedule } from '../../../schedules/queries.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, Refusal } from '../../inbox/handling.ts'
import { devicesNamed, membersOf } from '../devices.ts'
import type { MappingParts } from '../parts.ts'
import { type MeterReadSchedule, planOfMessage } from './plan-of-message.ts'

/*
 * A schedule of the standard has no name: it is told by its meters. Each meter has one; `create` and `change` have it read by another, `cancel` and
 * `close` by the standard one of the head-end.
 */

/** How a schedule, and a question for one, names meters. */
type Choice = Partial<
  Record<Exclude<keyof MeterReadSchedule, 'ReadingType' | 'TimeSchedule'>, readonly Identified[] | undefined>
>

interface Meant {
  readonly serials: readonly string[]
  readonly refused: ReturnType<typeof errorOf>[]
}

/** The meters that a schedule is for: those that the head-end reads itself. Throws Refusal. */
async function metersOf({ db }: MappingParts, schedule: Choice): Promise<Meant> {
  const lists = ['CustomerAccount', 'CustomerAgreement', 'UsagePointGroup'] as const
  const unusable = lists.find(list => (schedule[list]?.length ?? 0) > 0)
  if (unusable !== undefined)
    throw new Refusal('value-unusable', 'name meters, usage points or groups of meters', {
      path: `MeterReadSchedule.${unusable}`,
    })
  const { serials, unknown } = await devicesNamed(db, {
    devices: schedule.EndDevice,
    usagePoints: schedule.UsagePoint,
  })
  const all = [...new Set([...serials, ...(await membersOf(db, schedule.EndDeviceGroup ?? []))])]
  if (all.length + unknown.length === 0)
    throw new Refusal('value-missing', 'the schedule names no meter', { path: 'MeterReadSchedule.EndDevice' })
  const rows = await db
    .selectFrom('end_device')
    .select(['serial', 'uri'])
    .where('serial', 'in', all.length === 0 ? [''] : all)
    .execute()
  const onLine = new Set(rows.flatMap(({ serial, uri }) => (isLineUri(uri) ? [serial] : [])))
  const byConcentrator = all
    .filter(serial => onLine.has(serial))
    .map(name => {
      const why = 'its concentrator reads it by a calendar of its own; set that one'
      return new Refusal('value-unusable', `${name}: ${why}`, { about: { name, objectType: 'Meter' } })
    })
  return {
    serials: all.filter(serial => !onLine.has(serial)),
    refused: [...unknown, ...byConcentrator].map(errorOf),
  }
}

function scheduleIn({ message }: Asked): MeterReadSchedule {
  const schedule = message.Payload?.MeterReadSchedule
  if (schedule !== undefined) return schedule
  throw new Refusal('payload-missing', 'there is no MeterReadSchedule', { path: 'Payload.MeterReadSchedule' })
}

/** Has meters read by the schedule of the message from now on. */
export async function scheduleReadings(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { db, now } = parts
  const schedule = scheduleIn(asked)
  const standard = defined(await scheduleById(db, standardSchedule), 'the standard schedule')
  const plan = planOfMessage(schedule, standard, now())
  const { serials, refused } = await metersOf(parts, schedule)
  if (serials.length === 0) return { reply: failed(...refused) }
  const made = await readByPlan(db, serials, plan, `Message ${asked.id} of ${asked.sender}`, now())
  if (made === undefined)
    throw new Refusal('too-many', `${mostMade} schedules that differ are in use; let meters share them`)
  return { reply: refused.length === 0 ? accepted : partly(refused) }
}

/** Has meters read by the standard schedule again. */
export async function endSchedule(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { serials, refused } = await metersOf(parts, scheduleIn(asked))
  if (serials.length === 0) return { reply: failed(...refused) }
  await readByStandard(parts.db, serials, parts.now())
  return { reply: refused.length === 0 ? accepted : partly(refused) }
}

/** The schedule by which meters are read. One answer has one schedule: meters that have another are told as such. */
export async function showSchedule(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { db } = parts
  const { serials, refused } = await metersOf(parts, asked.message.Request?.GetMeterReadSchedule ?? {})
  if (serials.length === 0) return { reply: failed(...refused) }
  const bySchedule = [...(await schedulesOf(db, serials))]
  const [id, its] = defined(bySchedule[0], 'a schedule of the meters')
  const schedule = defined(await scheduleById(db, id), `schedule ${id}`)
  const otherwise = bySchedule.slice(1).flatMap(([, names]) => names)
  const errors = otherwise.map(name => {
    const about = { name, objectType: 'Meter' }
    return errorOf(new Refusal('value-unusable', `${name} has another schedule; ask for it apart`, { about }))
  })
  const all = [...refused, ...errors]
  return {
    reply: all.length === 0 ? accepted : partly(all),
    payload: {
      MeterReadSchedule: {
        EndDevice: its.map(serial => ({ mRID: serial, ...named(serial) })),
        ReadingType: [...schedule.profiles, ...schedule.registers].map(named),
        TimeSchedule: [
          {
            disabled: !schedule.enabled,
            offset: `${schedule.offsetSeconds}`,
            recurrencePeriod: `${schedule.everyMinutes * 60}`,
          },
        ],
      },
    },
  }
}
