import type { EndDeviceEvent, Severity } from '../api/resources.ts'

/** Events of one cause: the same event of however many meters is one thing to look at. */
interface EventGroup {
  /** The latest of them: it has the name and severity of all. */
  readonly latest: EndDeviceEvent
  events: number
  readonly endDevices: Set<string>
  /** ISO 8601. */
  first: string
}

const rank: Record<Severity, number> = { critical: 0, major: 1, minor: 2, info: 3 }

/** Groups events by cause, the severest first, then the one that touches most meters. Events come newest first. */
export function groupEvents(events: readonly EndDeviceEvent[]): EventGroup[] {
  const groups = new Map<string, EventGroup>()
  for (const latest of events) {
    const { code, name, severity, time, endDevice } = latest
    const key = `${severity} ${code} ${name}`
    const group = groups.get(key)
    if (group) {
      group.events += 1
      group.endDevices.add(endDevice)
      group.first = time
    } else {
      groups.set(key, {
        latest,
        events: 1,
        endDevices: new Set([endDevice]),
        first: time,
      })
    }
  }
  return [...groups.values()].sort(
    (a, b) =>
      rank[a.latest.severity] - rank[b.latest.severity] ||
      b.endDevices.size - a.endDevices.size ||
      b.events - a.events,
  )
}

/** Whether it may ask for an operator: anything less is only worth knowing. */
export function isGrave({ severity }: { severity: Severity }): boolean {
  return severity === 'critical' || severity === 'major'
}
