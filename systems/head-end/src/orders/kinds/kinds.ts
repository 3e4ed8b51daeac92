import { daysBetween, type Programme, programmes, type Risk } from '@ferraris/client'
import { msPerHour } from '@ferraris/metering'
import { calendarEntries, taskKinds } from '@ferraris/uplink'
import { type TObject, type TSchema, Type } from 'typebox'
import { sha256 } from '../files/schemas.ts'

type Given = Readonly<Record<string, unknown>>

/** What can be ordered. */
export interface Kind {
  readonly title: string
  /** What a request gives in `parameters`. */
  readonly parameters: TObject
  /** What is done in a session with the meter; undefined for what only concentrators do. */
  readonly programme?: Programme | undefined
  /** It is done by a concentrator for itself, and names no meter. */
  readonly isOfConcentrator?: boolean
  /** How long an order has until it is of no use, unless it says itself. */
  readonly timeMs: number
  risk(parameters: Given): Risk
  /** What it sets at the meter: of two orders with the same subject the later one wins. Undefined for what sets nothing of its own. */
  subject(parameters: Given): string | undefined
}

/** An image takes a night or more of a line's idle time. */
const firmwareTimeMs = 7 * 24 * msPerHour

function kindOf(title: string, parameters: TSchema, terms: Partial<Kind> = {}): Kind {
  const { programme } = terms
  return {
    title,
    parameters: parameters as TObject,
    timeMs: msPerHour,
    risk: given => programme?.risk?.(given) ?? 'none',
    subject: given => programme?.subject?.(given),
    ...terms,
  }
}

const ofSessions = [...programmes.values()].map((programme): [string, Kind] => {
  const { kind, title, parameters } = programme
  return [kind, kindOf(title, parameters, { programme })]
})

const firmware = programmes.get('firmware')
/** A file is named by its hash, and what it makes of a meter is looked up. */
const {
  sha256: _,
  version: __,
  ...ofActivation
} = (firmware?.parameters as TObject | undefined)?.properties ?? {}
const ofFirmware = Type.Object(
  {
    image: Type.Optional(sha256),
    previous: Type.Optional(
      Type.Boolean({
        title: 'Previous version',
        description: 'Instead of `image`: the one that the meter ran before, by orders of this head-end.',
      }),
    ),
    ...ofActivation,
    rollBackAfterHours: Type.Optional(
      Type.Integer({
        title: 'Roll back after hours',
        description:
          'A meter that is not heard within so many hours after the activation gets its previous image; default: none does.',
        minimum: 1,
        maximum: 720,
      }),
    ),
  },
  { additionalProperties: false },
)
const ofConcentratorFirmware = Type.Object({ image: sha256 }, { additionalProperties: false })
/** Which meters it concerns they know themselves, and whatever their limiter is called. */
const { object: ___, ...ofEmergency } =
  (programmes.get('emergency')?.parameters as TObject | undefined)?.properties ?? {}
const none = Type.Object({}, { additionalProperties: false })
const runNow = Type.Object(
  { entry: Type.Enum([...calendarEntries], { description: "An entry of the concentrator's calendar." }) },
  { additionalProperties: false },
)

export const kinds: ReadonlyMap<string, Kind> = new Map([
  ...ofSessions,
  [
    'firmware',
    kindOf('Bring firmware to a meter', ofFirmware, {
      timeMs: firmwareTimeMs,
      programme: firmware,
    }),
  ],
  ['discover', kindOf('Look for meters on a line', none, { isOfConcentrator: true })],
  [
    'run-now',
    kindOf('Run what a concentrator has in its calendar', runNow, {
      isOfConcentrator: true,
    }),
  ],
  [
    'call-emergency',
    kindOf(
      'Call an emergency to all meters of a line at once',
      Type.Object(ofEmergency, { additionalProperties: false }),
      {
        isOfConcentrator: true,
        risk: () => 'disconnects',
      },
    ),
  ],
  [
    'concentrator-firmware',
    kindOf('Bring firmware to a concentrator', ofConcentratorFirmware, {
      isOfConcentrator: true,
      timeMs: firmwareTimeMs,
    }),
  ],
])

export const kindNames = [...kinds.keys()]

/** What concentrators take of the parameters of their tasks; an order with more of them goes by session. */
const taskParameters: Readonly<Record<string, readonly string[]>> = {
  switch: ['connected', 'finalReading'],
  limit: ['watts'],
  'read-profile': ['from', 'to'],
  firmware: ['image', 'previous', 'rollBackAfterHours', 'sha256', 'version'],
}

/** Days that a job reads at most; more go by session. */
const mostDaysOfJob = 93

/** Whether concentrators have a task for this, which goes before a session. */
export function isTask(kind: string, parameters: Given): boolean {
  const known = taskParameters[kind] ?? []
  return (
    (taskKinds as readonly string[]).includes(kind) &&
    Object.keys(parameters).every(name => known.includes(name)) &&
    (kind !== 'read-profile' ||
      !(daysBetween({ from: String(parameters.from), to: String(parameters.to) }) > mostDaysOfJob))
  )
}
