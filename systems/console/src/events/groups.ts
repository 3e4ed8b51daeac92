import { type EndDeviceEvent, severities } from '../api/resources.ts'

/** Events of one cause: the same event of however many meters is one thing to look at. */
interface EventGroup {
  /** The latest of them: it has the name and severity of all. */
  readonly latest: EndDeviceEvent
  events: number
  readonly endDevices: Set<string>
}

/** Groups events by cause, the severest first, then the one that touches most meters. Events come newest first. */
export function groupEvents(events: readonly EndDeviceEvent[]): EventGroup[] {
  const groups = new Map<string, EventGroup>()
  for (const latest of events) {
    const { code, name, severity, endDevice } = latest
    const key = `${severity} ${code} ${name}`
    const group = groups.get(key)
    if (group) {
      group.events += 1
      group.endDevices.add(endDevice)
    } else {
      groups.set(key, {
        latest,
        events: 1,
        endDevices: new Set([endDevice]),
      })
    }
  }
  return [...groups.values()].sort(
    (a, b) =>
      severities.indexOf(a.latest.severity) - severities.indexOf(b.latest.severity) ||
      b.endDevices.size - a.endDevices.size ||
      b.events - a.events,
  )
}
