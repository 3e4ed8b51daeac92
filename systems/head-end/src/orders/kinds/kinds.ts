import { msPerHour } from '@ferraris/metering'
import { localDate } from '@ferraris/service'
import { calendarEntries, taskKinds } from '@ferraris/uplink'
import { type TObject, Type } from 'typebox'
import { sha256 } from '../files/schemas.ts'

/** Whom an order harms if it is wrong: the brakes go by it. */
export type Risk = 'none' | 'disconnects' | 'legal'

/** What can be ordered. */
export interface Kind {
  /** What a request gives in `parameters`. */
  readonly parameters: TObject
  /** It is done by a concentrator for itself, and names no meter. */
  readonly isOfConcentrator?: boolean
  /** How long an order has until it is of no use, unless it says itself. */
  readonly timeMs: number
  risk(parameters: Readonly<Record<string, unknown>>): Risk
  /** What it sets at the meter: of two orders with the same subject the later one wins. Undefined for what sets nothing. */
  subject(parameters: Readonly<Record<string, unknown>>): string | undefined
}

const day = localDate('Local day.')
/** An image takes a night or more of a line's idle time. */
const firmwareTimeMs = 7 * 24 * msPerHour

function taskKind(
  parameters: TObject,
  terms: Partial<Pick<Kind, 'timeMs' | 'risk' | 'subject' | 'isOfConcentrator'>> = {},
): Kind {
  return {
    parameters,
    timeMs: msPerHour,
    risk: () => 'none',
    subject: () => undefined,
    ...terms,
  }
}

function parameters<P extends Parameters<typeof Type.Object>[0]>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false })
}

export const kinds: ReadonlyMap<string, Kind> = new Map([
  [
    'switch',
    taskKind(
      parameters({
        connected: Type.Boolean({ description: 'Whether the customer is to have power.' }),
        finalReading: Type.Optional(
          Type.Boolean({
            description: 'Read the registers before the supply is cut; default: as the brakes say.',
          }),
        ),
      }),
      {
        risk: ({ connected }) => (connected === false ? 'disconnects' : 'none'),
        subject: () => 'supply',
      },
    ),
  ],
  [
    'limit',
    taskKind(parameters({ watts: Type.Integer({ minimum: 0, maximum: 10_000_000 }) }), {
      risk: ({ watts }) => (watts === 0 ? 'disconnects' : 'none'),
      subject: () => 'limit',
    }),
  ],
  ['set-clock', taskKind(parameters({}))],
  ['read-registers', taskKind(parameters({}))],
  ['read-profile', taskKind(parameters({ from: day, to: day }))],
  [
    'firmware',
    taskKind(parameters({ image: sha256 }), { timeMs: firmwareTimeMs, subject: () => 'firmware' }),
  ],
  ['discover', taskKind(parameters({}), { isOfConcentrator: true })],
  [
    'run-now',
    taskKind(
      parameters({
        entry: Type.Enum([...calendarEntries], { description: "An entry of the concentrator's calendar." }),
      }),
      { isOfConcentrator: true },
    ),
  ],
  [
    'concentrator-firmware',
    taskKind(parameters({ image: sha256 }), { isOfConcentrator: true, timeMs: firmwareTimeMs }),
  ],
])

/** Whether concentrators have a task of this name, which goes before a session. */
export function isTask(kind: string): boolean {
  return (taskKinds as readonly string[]).includes(kind)
}

export const kindNames = [...kinds.keys()]
