import { CapturedProfile, type CaptureSource } from '../profiles/captured-profile.ts'
import { rowStatus } from '../profiles/profile-status.ts'

/** The lowest, the mean and the highest voltage of a phase over a period, 0.1 V. */
export interface VoltageOver {
  readonly least: number
  readonly mean: number
  readonly most: number
}

/** A row of a quality profile. */
export interface VoltageRow {
  readonly shown: number
  readonly status: number
  readonly phases: readonly VoltageOver[]
}

/** The quality profiles 1.0.99.1.1 and .2: periods in seconds, rows before the oldest give way. */
export const voltagePeriods = { quarters: 900, tenMinutes: 600 } as const
export const voltageRows = { quarters: 960, tenMinutes: 1440 } as const
export type VoltageProfileName = keyof typeof voltagePeriods

/** So often the voltage is looked at in a period, besides when harm changes it. */
const looksPerRow = 5

/** Measures the voltages of a second, 0.1 V; and when harm changed them within a stretch. */
interface VoltageSource extends CaptureSource {
  volts(instant: number): readonly number[]
  changes(from: number, to: number): readonly number[]
}

/** Voltages over a period that ends at an instant: five times, and whenever harm changes them. */
export function voltagesOver(
  source: Pick<VoltageSource, 'volts' | 'changes' | 'harms'>,
  end: number,
  period: number,
): VoltageOver[] {
  const instants = Array.from({ length: looksPerRow }, (_, i) => end - period + (i * period) / looksPerRow)
  const looks = instants.filter(at => source.harms.suppliedAt(at)).map(at => source.volts(at))
  const further = source
    .changes(end - period, end)
    .filter(at => source.harms.suppliedAt(at))
    .map(at => source.volts(at))
  const phases = looks[0]?.length ?? further[0]?.length ?? 0
  return Array.from({ length: phases }, (_, phase) => {
    const of = (all: readonly (readonly number[])[]) => all.map(volts => volts[phase] ?? 0)
    const all = of([...looks, ...further])
    const regular = looks.length > 0 ? of(looks) : all
    return {
      least: Math.min(...all),
      mean: Math.round(regular.reduce((a, b) => a + b, 0) / regular.length),
      most: Math.max(...all),
    }
  })
}

/** A profile of voltages; rows are computed when they are read. */
export function voltageProfile(source: VoltageSource, name: VoltageProfileName): CapturedProfile<VoltageRow> {
  const period = voltagePeriods[name]
  return new CapturedProfile(source, {
    capturePeriod: period,
    capacity: voltageRows[name],
    next: shown => (Math.floor(shown / period) + 1) * period,
    row: capture => ({
      shown: capture.shown,
      status: rowStatus(source.clock, capture, period, source.harms.deadSpans),
      phases: voltagesOver(source, capture.at, period),
    }),
  })
}
