import { type CounterName, counterNames, type DailyCounters } from '@ferraris/chain2'

/** What was counted in each register over all days. */
export type Sums = Readonly<Record<CounterName, number>>

export function sumsOf(counters: DailyCounters): Sums {
  const sum = (name: CounterName) => counters.reduce((total, day) => total + day[name], 0)
  return Object.fromEntries(counterNames.map(name => [name, sum(name)])) as Record<CounterName, number>
}

/** What was counted on one day; zeros for a day that is not there. */
export function sumsOfDay(counters: DailyCounters, day: string): Sums {
  return sumsOf(counters.filter(one => one.day === day))
}

export function minus(after: Sums, before: Sums): Sums {
  return Object.fromEntries(counterNames.map(name => [name, after[name] - before[name]])) as Record<
    CounterName,
    number
  >
}

/** `2 instPower, 1 loadCurve`. */
export function told(sums: Partial<Sums>): string {
  const parts = counterNames.flatMap(name => (sums[name] ? [`${sums[name]} ${name}`] : []))
  return parts.join(', ') || 'nothing'
}
