import { highestCount } from '@ferraris/chain2'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { countsOf } from '../counting/index.ts'
import type { ToldDay } from '../uploads/upload.ts'

const count = Type.Union([Type.Integer({ minimum: 0, maximum: highestCount }), Type.Null()])

const sentDay = Type.Object({
  endDevice: Type.String({ minLength: 1, maxLength: 64 }),
  smitpAddress: Type.Optional(Type.String({ pattern: '^[0-9a-f]{12}$' })),
  day: Type.String({ format: 'date' }),
  instPower: count,
  alerts: count,
  loadCurve: count,
  prodAvg: Type.Optional(count),
  prodInst: Type.Optional(count),
  powerLoss: Type.Boolean(),
  byHour: Type.Optional(
    Type.Union([
      Type.Array(Type.Integer({ minimum: 0, maximum: 0xffff }), { minItems: 120, maxItems: 120 }),
      Type.Null(),
    ]),
  ),
  changedAt: Type.Optional(Type.String({ format: 'date-time' })),
})

/** What a head-end answers to `GET /api/v1/chain2/sent-counters`: a page of days of meters, in the order in which they changed. */
const answer = Type.Object({
  items: Type.Array(sentDay, { maxItems: 500 }),
  nextCursor: Type.Union([Type.String({ maxLength: 512 }), Type.Null()]),
})
const schema = Compile(answer)

export interface SentDay {
  readonly endDevice: string
  /** Of the device that the meter sent to; null where it is not told: then it is the one that took part on the day. */
  readonly smitpAddress: string | null
  readonly told: ToldDay
}

export interface SentAnswer {
  readonly days: readonly SentDay[]
  /** When the last of them changed, to ask from there the next time; null when none did. */
  readonly changedUntil: string | null
  /** Of the next page; null on the last one. */
  readonly nextCursor: string | null
}

/** Throws SyntaxError with what is wrong. */
export function readSentAnswer(body: unknown): SentAnswer {
  if (!schema.Check(body)) {
    const [error] = schema.Errors(body)
    throw new SyntaxError(`${error?.instancePath || '/'}: ${error?.message ?? 'is no list of sent counters'}`)
  }
  const { items, nextCursor } = body
  return { days: items.map(dayOf), changedUntil: items.at(-1)?.changedAt ?? null, nextCursor }
}

function dayOf({
  endDevice,
  smitpAddress,
  day,
  powerLoss,
  byHour = null,
  changedAt: _,
  ...counts
}: Static<typeof sentDay>): SentDay {
  return {
    endDevice,
    smitpAddress: smitpAddress ?? null,
    told: { day, counts: countsOf(kind => counts[kind] ?? null), powerLoss, byHour },
  }
}
