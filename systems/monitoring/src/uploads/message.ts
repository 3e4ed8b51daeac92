import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { countsOf, mostCounted } from '../counting/index.ts'
import { meterRoles } from '../devices/tables.ts'
import type { ToldDay, Upload } from './upload.ts'

/** Days of a message: a device keeps sixty, and today. */
const mostDays = 62
/** Hours of all kinds, one after the other. */
const hoursOfKinds = 24 * 5

/** What may stand in a name: no character that a store or a log would stumble over. */
function printable(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '^[ -~]+$' })
}

const count = Type.Integer({ minimum: 0, maximum: mostCounted })
const perhaps = Type.Optional(Type.Union([count, Type.Null()]))

const dayMessage = Type.Object({
  day: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' }),
  instPower: count,
  alerts: count,
  loadCurve: count,
  prodAvg: perhaps,
  prodInst: perhaps,
  powerLoss: Type.Boolean(),
  byHour: Type.Optional(Type.Array(count, { minItems: hoursOfKinds, maxItems: hoursOfKinds })),
})

/** `chain2-counters/1`: the counters of a device, as it publishes them. */
const counterMessage = Type.Object({
  schema: Type.Literal('chain2-counters/1'),
  duId: printable(64),
  smitpAddr: Type.String({ pattern: '^[0-9A-Fa-f]{12}$' }),
  systemTitle: Type.String({ pattern: '^[0-9A-Fa-f]{16}$' }),
  pod: printable(32),
  meter: Type.Enum([...meterRoles]),
  fw: Type.Optional(printable(32)),
  days: Type.Array(dayMessage, { maxItems: mostDays }),
})
const schema = Compile(counterMessage)

/** The content of a message, or what is wrong with it. */
export function readMessage(payload: Uint8Array): Omit<Upload, 'source' | 'participant' | 'place'> | string {
  let message: unknown
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return 'is not JSON in UTF-8'
  }
  if (!schema.Check(message)) {
    const [error] = schema.Errors(message)
    return `${error?.instancePath || '/'}: ${error?.message ?? 'does not fit chain2-counters/1'}`
  }
  const { duId, smitpAddr, systemTitle, pod, meter, fw = null, days } = message
  const impossible = days.find(({ day }) => !isDay(day))
  if (impossible !== undefined) return `/days: ${impossible.day} is no day`
  return {
    device: duId,
    smitpAddress: smitpAddr.toLowerCase(),
    systemTitle: systemTitle.toLowerCase(),
    pod: pod.trim(),
    meter,
    firmware: fw,
    days: days.map(dayOf),
  }
}

function dayOf({ day, powerLoss, byHour, ...counts }: Static<typeof dayMessage>): ToldDay {
  return { day, counts: countsOf(kind => counts[kind] ?? null), powerLoss, byHour: byHour ?? null }
}

/** Whether a text of the right form is a day of the calendar. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

const topicPattern = /^chain2\/v1\/([a-z0-9][a-z0-9-]{0,31})\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})\/counters$/

/** Participant and device of a topic `chain2/v1/{participant}/{device}/counters`; undefined for any other. */
export function parseTopic(
  topic: string,
): { readonly participant: string; readonly device: string } | undefined {
  const [, participant, device] = topicPattern.exec(topic) ?? []
  return participant === undefined || device === undefined ? undefined : { participant, device }
}
