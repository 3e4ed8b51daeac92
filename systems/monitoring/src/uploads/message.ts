import { counterDays, counterNames, countersSchema, highestCount, meterRoles } from '@ferraris/chain2'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { countsOf } from '../counting/index.ts'
import type { ToldDay, Upload } from './upload.ts'

/** Days of a message: some devices tell the whole ring, today and the day before it. */
const mostDays = counterDays + 2
/** Hours of all kinds, one after the other. */
const hoursOfKinds = 24 * counterNames.length

/** What may stand in a name: no character that a store or a log would stumble over. */
function printable(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '^[ -~]+$' })
}

const count = Type.Integer({ minimum: 0, maximum: highestCount })
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

/** The counters of a device, as it publishes them: what `encodeCounters` writes, and what devices of other makers add. */
const counterMessage = Type.Object({
  schema: Type.Literal(countersSchema),
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
    return `${error?.instancePath || '/'}: ${error?.message ?? `does not fit ${countersSchema}`}`
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
