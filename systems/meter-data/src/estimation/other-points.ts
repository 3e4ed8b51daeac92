import { secondsPerHour } from '@ferraris/metering'
import { defineMethod, type Gap } from './method.ts'
import { halfUp } from './rounding.ts'

function within<T>(list: readonly T[], { from, to }: Gap): T[] {
  return list.slice(from, to)
}

/** All of them known and not negative, as energy of a one-way channel must be. */
function usable(values: readonly (number | null)[], { from, to }: Gap): number[] | undefined {
  const known = values.flatMap(value => (value !== null && value >= 0 ? value : []))
  return known.length === to - from ? known : undefined
}

export const checkMeterMethod = defineMethod({
  id: 'E01',
  title: 'From the check meter',
  codes: { aemo: 'S11', bdew: 'Z88', espi: 8 },
  parameters: {
    factor: { title: 'Main over check', default: 1, unit: '', minimum: 0.001, maximum: 1000 },
  },
  fill({ subject }, gap, { factor }) {
    const check = usable(within(subject.points?.check?.values ?? [], gap), gap)
    return check && { values: check.map(value => halfUp(value * factor)) }
  },
})

export const nodeMethod = defineMethod({
  id: 'E02',
  title: 'From the balance of the node',
  codes: { aemo: 'S12', bdew: 'Z94', espi: 11 },
  parameters: {},
  fill({ other: { node } }, gap) {
    if (node === undefined) return undefined
    const left = within(node.in, gap).map(
      (fed, i) => fed - (node.other[gap.from + i] ?? 0) - (node.loss[gap.from + i] ?? 0),
    )
    const values = usable(left, gap)
    return values && { values }
  },
})

export const powerMethod = defineMethod({
  id: 'E03',
  title: 'From mean power of telecontrol',
  codes: { aemo: 'S13', bdew: 'Z91', espi: 16 },
  parameters: {},
  fill({ subject, other: { meanPower } }, gap) {
    const energies = within(meanPower ?? [], gap).map(power =>
      halfUp((power * subject.day.intervalSeconds) / secondsPerHour),
    )
    const values = usable(energies, gap)
    return values && { values }
  },
})
