import { secondsPerHour } from '@ferraris/metering'
import { defineMethod, type Gap } from './method.ts'
import { halfUp } from './rounding.ts'

function within<T>(list: readonly T[], { from, to }: Gap): T[] {
  return list.slice(from, to)
}

/** All of them known and not negative, as energy of a one-way channel must be. */
function usable(values: readonly (number | null | undefined)[], gap: Gap): values is readonly number[] {
  return values.length === gap.to - gap.from && values.every(value => (value ?? -1) >= 0)
}

export const checkMeterMethod = defineMethod({
  id: 'E01',
  title: 'From the check meter',
  codes: { aemo: 'S11', bdew: 'Z88', espi: 8 },
  parameters: {
    factor: { title: 'Main over check', default: 1, unit: '', minimum: 0.001, maximum: 1000 },
  },
  fill({ subject }, gap, { factor }) {
    const check = within(subject.points?.check?.values ?? [], gap)
    if (!usable(check, gap)) return undefined
    return { values: check.map(value => halfUp(value * factor)) }
  },
})

export const nodeMethod = defineMethod({
  id: 'E02',
  title: 'From the balance of the node',
  codes: { aemo: 'S12', bdew: 'Z94', espi: 11 },
  parameters: {},
  fill({ other: { node } }, gap) {
    if (node === undefined) return undefined
    const values = within(node.in, gap).map(
      (fed, i) => fed - (node.other[gap.from + i] ?? 0) - (node.loss[gap.from + i] ?? 0),
    )
    return usable(values, gap) ? { values } : undefined
  },
})

export const powerMethod = defineMethod({
  id: 'E03',
  title: 'From mean power of telecontrol',
  codes: { aemo: 'S13', bdew: 'Z91', espi: 16 },
  parameters: {},
  fill({ subject, other: { meanPower } }, gap) {
    const values = within(meanPower ?? [], gap).map(power =>
      halfUp((power * subject.day.intervalSeconds) / secondsPerHour),
    )
    return usable(values, gap) ? { values } : undefined
  },
})
