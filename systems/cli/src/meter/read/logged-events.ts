import { at } from '@ferraris/bytes'
import { ClientError, type MeterAccess, type Profile, profileKind } from '@ferraris/client'
import {
  defaultEventProfile,
  type EventProfileName,
  eventOf,
  eventProfileNames,
  eventProfiles,
  eventText,
  idisLogs,
} from '@ferraris/metering'
import { InputError } from '../../errors.ts'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'
import { plainRow } from './plain-row.ts'
import { type ReadRows, readRows } from './reading.ts'

/** An entry of a meter's log, with what its number means in the profile that the meter follows. */
export interface LoggedEvent {
  /** As the meter's clock showed it. */
  readonly time: string
  /** OBIS. */
  readonly log: string
  readonly code: number
  /** Null for a number that the profile does not name. */
  readonly event: string | null
  readonly text: string
}

/** Throws InputError. */
export function parseEventProfile(text: string): EventProfileName {
  const found = eventProfileNames.find(name => name === text)
  if (found !== undefined) return found
  throw new InputError(
    '--event-profile',
    `${text} is no list of event numbers`,
    `take ${eventProfileNames.join(', ')}`,
  )
}

/** The rows of a log as events; none for a profile of another kind. */
export function eventsOf(profile: Profile, list: EventProfileName = defaultEventProfile): LoggedEvent[] {
  if (profileKind(profile.head) !== 'events') return []
  const [codes] = profile.registers
  const clock = profile.head.columns.findIndex(({ classId }) => classId === 8)
  return profile.rows.map((row, i) => {
    const code = codes?.[i] ?? Number.NaN
    const event = eventOf(eventProfiles[list], profile.obis, code)
    return {
      time: clock < 0 ? '' : String(at(plainRow(profile, row), clock)),
      log: profile.obis,
      code,
      event: event ?? null,
      text: event === undefined ? `Event ${code}` : eventText(event),
    }
  })
}

/** Every log that a meter has, one behind the other. Throws ClientError for a meter without any. */
export async function readLogs(meter: MeterAccess, list: EventProfileName): Promise<LoggedEvent[]> {
  const found: ReadRows[] = []
  let missing: ClientError | undefined
  for (const log of Object.values(idisLogs)) {
    try {
      found.push(await readRows(meter, log, {}))
    } catch (error) {
      if (!(error instanceof ClientError) || (error.code !== 'no-object' && error.code !== 'refused'))
        throw error
      missing ??= error
    }
  }
  if (found.length === 0 && missing !== undefined) throw missing
  return found.flatMap(({ profile }) => eventsOf(profile, list))
}

export function eventsText(events: readonly LoggedEvent[]): string {
  return table(
    [
      { title: 'time' },
      { title: 'log' },
      { title: 'code', align: 'right' },
      { title: 'event', flexible: 'wrap' },
    ],
    events.map(({ time, log, code, text }) => [
      time.replace('T', ' ').slice(0, 19),
      print.name(log),
      String(code),
      text,
    ]),
  )
}
