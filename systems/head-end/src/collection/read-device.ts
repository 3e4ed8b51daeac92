import { type LocalDate, zone } from '@ferraris/cosem'
import type { AttributeRequest, GetDataResult } from '@ferraris/dlms'
import type { Stamps } from '@ferraris/metering'
import type { ScalerUnit } from '../database/tables.ts'
import { type ModelQuirks, quirksOf } from '../inventory/quirks.ts'
import type { ReadingTypes } from '../readings/reading-types.ts'
import type { MeterReadSchedule } from '../schedules/queries.ts'
import { attributes } from './attributes.ts'
import { SessionError } from './failure.ts'
import type { Harvest } from './harvest.ts'
import { harvestProfile } from './harvest-profile.ts'
import { learnDevice, modelOf } from './learn-device.ts'
import { type MeterSession, oneByOne } from './meter-session.ts'
import { factorInto, given, instantIn, numberOf, stored } from './meter-values.ts'
import type { Lease } from './queue.ts'
import { openStretches, type Stretch } from './reading-plan.ts'
import { keepBehindClock, readAgainFrom, setBackBy } from './set-back.ts'
import { stampsOf } from './stamps-of.ts'

export interface DeviceReading {
  readonly session: MeterSession
  readonly lease: Lease
  readonly schedule: Pick<MeterReadSchedule, 'profiles' | 'registers' | 'historyDays'>
  readonly types: ReadingTypes
  /** Models that differ from the standard. */
  readonly quirks?: readonly ModelQuirks[] | undefined
  /** Local days whose intervals are stored complete, if somebody has looked. */
  readonly complete?: ReadonlySet<LocalDate> | undefined
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** A part of a session: what to ask, and what to do with the answer. */
interface Part {
  readonly request: AttributeRequest
  take(result: GetDataResult | undefined, at: { readonly sent: number; readonly received: number }): void
}

/** Stretches up to this long are asked for together with the clock, in one round trip. */
const shortStretch = 3 * 86_400

/**
 * Reads what a schedule names of one meter: clock, registers, and each profile from where it is stored up to now,
 * oldest first. Short stretches come with the rest in one request; a longer history piece by piece. What has come is
 * in `harvest` also when the session breaks off.
 */
export async function readDevice(reading: DeviceReading, harvest: Harvest): Promise<void> {
  const { lease, schedule, types, now } = reading
  const model = await modelOf(reading.session, lease)
  const quirks = quirksOf(model, reading.quirks ?? [])
  const session = quirks.noLists ? oneByOne(reading.session) : reading.session
  const local = zone(lease.timeZone)
  const stamps = stampsOf(quirks, lease)
  const device = await learnDevice(session, lease, schedule, types, model)
  harvest.learned = device.learned

  const profiles = Object.fromEntries(
    schedule.profiles
      .map(profile => [profile, device.profiles[profile]!] as const)
      .filter(([, facts]) => facts.columns.length > 0),
  )
  const form = { stamps, asDateTime: quirks.rangeAsDateTime }
  const partOf = (profile: string, stretch: Stretch): Part => ({
    request: quirks.noRanges ? attributes.wholeBuffer(profile) : attributes.buffer(profile, stretch, form),
    take: result => {
      if (result?.kind !== 'data') throw refused(`profile ${profile}`, result)
      const context = { profile, facts: profiles[profile]!, units: device.units, types, stamps, stretch }
      harvestProfile(harvest, result.data, { ...context, zone: local })
    },
  })
  const stretchesOf = (
    profile: string,
    from: number | undefined,
    to: number,
    complete = reading.complete,
  ) => {
    const history = { readUntil: from, historyDays: schedule.historyDays, ...(complete && { complete }) }
    const stretches = openStretches(profiles[profile]!, history, local, to)
    // One answer has them all.
    return quirks.noRanges && stretches.length > 1
      ? [{ from: stretches[0]!.from, to: stretches.at(-1)!.to }]
      : stretches
  }

  const first: Part[] = [clockPart(stamps, harvest)]
  const later: Part[] = []
  for (const profile of Object.keys(profiles)) {
    for (const stretch of stretchesOf(profile, lease.readUntil[profile], now() / 1000)) {
      const isSoon = isShort(stretch) && !quirks.noRanges
      ;(isSoon ? first : later).push(partOf(profile, stretch))
    }
  }
  first.push(...registerParts(reading, device.units, harvest))
  await perform(session, first, now)
  keepRead()
  const back = setBackBy(lease, harvest)
  const again = Object.entries(back > 0 ? profiles : {}).flatMap(([profile, facts]) => {
    const until = lease.readUntil[profile]
    return until === undefined
      ? []
      : stretchesOf(profile, readAgainFrom(until, back, facts), until, new Set()).map(stretch =>
          partOf(profile, stretch),
        )
  })
  for (const part of [...again, ...later]) {
    await perform(session, [part], now)
    keepRead()
  }

  function keepRead(): void {
    const { clockOffsetSeconds } = harvest
    if (clockOffsetSeconds !== undefined)
      keepBehindClock(harvest, lease, profiles, now() / 1000 + clockOffsetSeconds)
  }
}

function isShort({ from, to }: Stretch): boolean {
  return to - from <= shortStretch
}

async function perform(session: MeterSession, parts: readonly Part[], now: () => number): Promise<void> {
  const sent = now()
  const results = await session.get(parts.map(({ request }) => request))
  const received = now()
  parts.forEach((part, i) => {
    part.take(results[i], { sent, received })
  })
}

/** The meter answered in between: the middle is nearest to when it looked at its clock. */
function clockPart(stamps: Stamps, harvest: Harvest): Part {
  return {
    request: attributes.clock(),
    take: (result, { sent, received }) => {
      const instant = instantIn(given(result), stamps)
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
