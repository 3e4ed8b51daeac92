import { addDays, type LocalDate, type Zone } from '@ferraris/cosem'
import {
  intervalsFromProfile,
  joinRegisters,
  quality,
  type RegisterRow,
  secondsPerQuarter,
} from '@ferraris/metering'
import type { ProfileDay } from '@ferraris/uplink'

/** A local day in the quarters of a load profile. Instants are UNIX seconds. */
interface DayGrid {
  readonly day: LocalDate
  readonly start: number
  readonly end: number
  /** 96; 92 or 100 where the clocks change. */
  readonly intervals: number
}

export function dayGrid(zone: Zone, day: LocalDate): DayGrid {
  const start = zone.startOfDay(day)
  const end = zone.startOfDay(addDays(day, 1))
  return { day, start, end, intervals: Math.round((end - start) / secondsPerQuarter) }
}

/**
 * The increments of a day from the rows of its cumulative registers, of which each ends an interval: what a head-end
 * makes of the rows of the COSEM profile.
 */
export function incrementsOf(
  zone: Zone,
  { day, start, end, intervals }: DayGrid,
  rows: ReadonlyMap<string, readonly RegisterRow[]>,
): ProfileDay['registers'] {
  const registers = [...rows.keys()].map(obis => ({
    obis,
    kind: 'cumulative' as const,
    factor: 1,
    wrapsAt: 2 ** 32,
  }))
  const { blocks } = intervalsFromProfile(joinRegisters([...rows.values()]), registers, {
    zone,
    period: secondsPerQuarter,
    from: start,
    to: end,
  })
  return registers.map(({ obis }) => {
    const known = blocks.find(block => block.obis === obis && block.day === day)
    return {
      obis,
      increments: known?.values ?? new Array<null>(intervals).fill(null),
      quality: known?.quality ?? new Array<number>(intervals).fill(quality.missing),
    }
  })
}
