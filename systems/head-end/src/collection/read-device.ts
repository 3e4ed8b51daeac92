import { type LocalDate, type Zone, zone } from '@ferraris/cosem'
import type { AttributeRequest, GetDataResult } from '@ferraris/dlms'
import type { ScalerUnit } from '../database/tables.ts'
import type { ReadingTypes } from '../readings/reading-types.ts'
import type { MeterReadSchedule } from '../schedules/queries.ts'
import { attributes } from './attributes.ts'
import { SessionError } from './failure.ts'
import type { Harvest } from './harvest.ts'
import { harvestProfile } from './harvest-profile.ts'
import { learnDevice } from './learn-device.ts'
import type { MeterSession } from './meter-session.ts'
import { factorInto, given, instantIn, numberOf, stored } from './meter-values.ts'
import type { Lease } from './queue.ts'
import { openStretches, type Stretch } from './reading-plan.ts'

export interface DeviceReading {
  session: MeterSession
  lease: Lease
  schedule: Pick<MeterReadSchedule, 'profiles' | 'registers' | 'historyDays'>
  types: ReadingTypes
  /** Local days whose intervals are stored complete, if somebody has looked. */
  complete?: ReadonlySet<LocalDate> | undefined
  /** Epoch milliseconds. */
  now: () => number
}

/** A part of a session: what to ask, and what to do with the answer. */
interface Part {
  request: AttributeRequest
  take(result: GetDataResult | undefined, at: { sent: number; received: number }): void
}

/** Stretches up to this long are asked for together with the clock, in one round trip. */
const shortStretch = 3 * 86_400

/**
 * Reads what a schedule names of one meter: clock, registers, and each profile from where it is stored up to now,
 * oldest first. Short stretches come with the rest in one request; a longer history piece by piece. What has come is
 * in `harvest` also when the session breaks off.
 */
export async function readDevice(reading: DeviceReading, harvest: Harvest): Promise<void> {
  const { session, lease, schedule, types, now } = reading
  const local = zone(lease.timeZone)
  const device = await learnDevice(session, lease, schedule, types)
  harvest.learned = device.learned

  const first: Part[] = [clockPart(local, harvest)]
  const later: Part[][] = []
  for (const profile of schedule.profiles) {
    const facts = device.profiles[profile]!
    if (facts.columns.length === 0) continue
    const { complete } = reading
    const history = {
      readUntil: lease.readUntil[profile],
      historyDays: schedule.historyDays,
      ...(complete && { complete }),
    }
    for (const stretch of openStretches(facts, history, local, now() / 1000)) {
      const part: Part = {
        request: attributes.buffer(profile, stretch, local),
        take: result => {
          if (result?.kind !== 'data') throw refused(`profile ${profile}`, result)
          harvestProfile(harvest, result.data, {
            profile,
            facts,
            units: device.units,
            types,
            zone: local,
            stretch,
          })
        },
      }
      if (isShort(stretch)) first.push(part)
      else later.push([part])
    }
  }
  first.push(...registerParts(reading, device.units, harvest))
  for (const parts of [first, ...later]) await perform(session, parts, now)
}

const isShort = ({ from, to }: Stretch): boolean => to - from <= shortStretch

async function perform(session: MeterSession, parts: readonly Part[], now: () => number): Promise<void> {
  const sent = now()
  const results = await session.get(parts.map(({ request }) => request))
  const received = now()
  parts.forEach((part, i) => {
    part.take(results[i], { sent, received })
  })
}

/** The meter answered in between: the middle is nearest to when it looked at its clock. */
function clockPart(local: Zone, harvest: Harvest): Part {
  return {
    request: attributes.clock(),
    take: (result, { sent, received }) => {
      const instant = instantIn(given(result), local)
      if (instant !== undefined) harvest.clockOffsetSeconds = Math.round(instant - (sent + received) / 2000)
    },
  }
}

/** One reading of all registers; those that the meter does not have are left out. */
function registerParts(
  { schedule, types }: DeviceReading,
  units: Readonly<Record<string, ScalerUnit>>,
  harvest: Harvest,
): Part[] {
  const registers: { obis: string; value: number }[] = []
  return schedule.registers.map((obis, i) => ({
    request: attributes.value(obis),
    take: (result, { received }) => {
      const number = numberOf(given(result))
      if (number !== undefined) {
        registers.push({ obis, value: stored(number, factorInto(types, obis, units[obis]!)) })
      }
      const isLast = i === schedule.registers.length - 1
      if (isLast && registers.length > 0) {
        harvest.readings.push({
          time: Math.floor(received / 1000),
          origin: 'registers',
          registers,
          quality: 0,
        })
      }
    },
  }))
}

function refused(what: string, result: GetDataResult | undefined): SessionError {
  const reason = result?.kind === 'data-access-result' ? result.result : 'no answer'
  return new SessionError('application', `the meter does not give ${what}: ${reason}`)
}
