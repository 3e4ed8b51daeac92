import type { DeviceState, MeterState } from '../device/state.ts'
import type { Day } from '../energy/day.ts'

/** How keys are kept. */
export interface KeyWrapping {
  wrap(key: Uint8Array): Uint8Array
  unwrap(wrapped: Uint8Array): Uint8Array
}

/** The parts of a state by name: what a frame changes is some of them, and a day is one. */
export function partsOf({ meters, home, reception }: DeviceState): Map<string, unknown> {
  const parts = new Map<string, unknown>([
    ['home', home],
    ['reception', reception],
  ])
  for (const { role, link, counters, readings, days, exchanges } of meters) {
    parts.set(`meter/${role}/link`, link).set(`meter/${role}/counters`, counters)
    parts.set(`meter/${role}/readings`, readings).set(`meter/${role}/exchanges`, exchanges)
    for (const day of days) parts.set(`meter/${role}/day/${day.date}`, day)
  }
  return parts
}

/** A state of what was kept; what was not stays as in `fresh`. */
export function stateOf(fresh: DeviceState, parts: ReadonlyMap<string, unknown>): DeviceState {
  const kept = new Map<string, Partial<MeterState> & { days: Day[] }>()
  for (const [name, part] of parts) {
    const [, role, member, date] = /^meter\/(\w+)\/(\w+)(?:\/(.+))?$/.exec(name) ?? []
    if (role === undefined || member === undefined) continue
    const meter = kept.get(role) ?? { role: role as MeterState['role'], days: [] }
    if (date === undefined) Object.assign(meter, { [member]: part })
    else meter.days.push(part as Day)
    kept.set(role, meter)
  }
  const others = fresh.meters.filter(({ role }) => !kept.has(role))
  return {
    ...fresh,
    ...(parts.has('home') && { home: parts.get('home') as DeviceState['home'] }),
    // What an earlier version has not counted begins at zero.
    reception: { ...fresh.reception, ...(parts.get('reception') as Partial<DeviceState['reception']>) },
    meters: [...(kept.values() as Iterable<MeterState>), ...others].toSorted((a, b) =>
      a.role < b.role ? -1 : 1,
    ),
  }
}
