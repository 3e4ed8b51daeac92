import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import { fraction } from '../load/chance.ts'
import type { LoadSource } from '../load/load-source.ts'
import { dayCurve } from '../metrology/day-curve.ts'
import { channels, count, measured, type Registers, tariffsAt } from '../metrology/registers.ts'
import type { TariffCalendar } from '../metrology/tariff-calendar.ts'

/**
 * What the registers of a meter stand at when its records begin: as if it had counted weeks like the last one for
 * some months or years, drawn from its seed. The tariff registers add up to A+.
 */
export function startingRegisters(
  load: LoadSource,
  origin: CivilDay,
  seed: number,
  calendar: LocalCalendar,
  tariffs: TariffCalendar,
): Registers {
  const weeks = 10 + Math.floor(500 * fraction(seed, 0x90d))
  const registers = new Float64Array(channels.length)
  for (let day = origin - 7; day < origin; day++) {
    const local = calendar.of(day)
    const { since } = dayCurve(load, local, seed, [])
    tariffs.of(local).forEach((tariff, quarter) => {
      const energy = (since[0][quarter + 1] ?? 0) - (since[0][quarter] ?? 0)
      count(registers, tariffsAt - 1 + tariff, weeks * energy)
    })
    // A+ is the sum of the tariffs.
    for (const channel of measured.slice(1)) {
      count(registers, channel, weeks * (since[channel][local.quarters] ?? 0))
    }
  }
  const positive = registers.map(value => Math.max(0, value))
  positive[0] = positive.slice(tariffsAt).reduce((a, b) => a + b)
  return positive
}
