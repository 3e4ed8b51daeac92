import { randomUUID } from 'node:crypto'
import { decodeCursor, type Page, Problem, pageOf } from '@ferraris/service'
import {
  type CustomerDownMessage,
  type CustomerUpMessage,
  encodeCustomerDown,
  UplinkError,
} from '@ferraris/uplink'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { CustomerText, PricesRequest, TextRequest } from './correspondence-schemas.ts'

interface Parts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  /** Looks for what has to leave. */
  readonly customerMail: { look(): void }
}

/** Keeps a text for a device, and lets it leave. Throws Problem. */
export function sendText(parts: Parts, device: string, { from, text, until }: TextRequest, by: string) {
  const sentAt = parts.now()
  return keep(parts, device, by, {
    kind: 'message',
    id: randomUUID(),
    from,
    text,
    sentAt,
    ...(until !== undefined && { until: Date.parse(until) }),
  })
}

/** Keeps prices for a device, and lets them leave. Throws Problem. */
export function sendPrices(parts: Parts, device: string, request: PricesRequest, by: string) {
  const { currency, validFrom, prices, changes = [] } = request
  return keep(parts, device, by, {
    kind: 'prices',
    id: randomUUID(),
    currency,
    validFrom: Date.parse(validFrom),
    prices,
    changes: changes.map(({ at, tariff }) => ({ at: Date.parse(at), tariff })),
  })
}

async function keep(
  { db, now, customerMail }: Parts,
  device: string,
  by: string,
  message: CustomerDownMessage,
): Promise<CustomerText> {
  const known = await db
    .selectFrom('customer_device')
    .select('id')
    .where('id', '=', device)
    .executeTakeFirst()
  if (known === undefined) throw new Problem('not-found', `there is no device ${device}`)
  try {
    encodeCustomerDown(message)
  } catch (error) {
    if (error instanceof UplinkError) throw new Problem('invalid-request', error.message)
    throw error
  }
  const row = await db
    .insertInto('customer_text')
    .values({
      id: message.id,
      device,
      message: JSON.stringify(message),
      created_at: new Date(now()),
      created_by: by,
      published_at: null,
      received_at: null,
      read_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  customerMail.look()
  return textOf(row)
}

/** A device has kept a text, or a person has read it; what is no text of this device changes nothing. */
export async function takeReceipt(
  { db }: Pick<Parts, 'db'>,
  device: string,
  { message, state, at }: CustomerUpMessage,
): Promise<void> {
  const when = new Date(at)
  const of = db.updateTable('customer_text').where('id', '=', message).where('device', '=', device)
  // Who has read a text has received it, whatever became of that receipt.
  await of.set({ received_at: when }).where('received_at', 'is', null).execute()
  if (state === 'read') await of.set({ read_at: when }).where('read_at', 'is', null).execute()
}

interface Asked {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** What was told to a device, the newest first. Throws Problem. */
export async function listTexts(
  db: Kysely<Tables>,
  device: string,
  { limit, cursor }: Asked,
): Promise<Page<CustomerText>> {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(decodeCursor(cursor, ['number'])[0])
  const of = db.selectFrom('customer_text').where('device', '=', device)
  const counted = await of.select(all => all.fn.countAll<number>().as('total')).executeTakeFirst()
  const rows = await of
    .selectAll()
    .where('ordinal', '<', before)
    .orderBy('ordinal', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, Number(counted?.total ?? 0), ({ ordinal }) => [Number(ordinal)], textOf)
}

interface TextRow {
  readonly device: string
  readonly message: CustomerDownMessage
  readonly created_at: Date
  readonly created_by: string
  readonly published_at: Date | null
  readonly received_at: Date | null
  readonly read_at: Date | null
}

function textOf({ device, message, created_at, created_by, ...times }: TextRow): CustomerText {
  const { published_at: published, received_at: received, read_at: read } = times
  return {
    id: message.id,
    device,
    kind: message.kind,
    summary:
      message.kind === 'message'
        ? message.text
        : message.prices
            .map(({ name, price }) => `${name} ${price / 100_000} ${message.currency}/kWh`)
            .join(', '),
    validFrom: message.kind === 'prices' ? new Date(message.validFrom).toISOString() : null,
    createdAt: created_at.toISOString(),
    createdBy: created_by,
    publishedAt: published?.toISOString() ?? null,
    receivedAt: received?.toISOString() ?? null,
    readAt: read?.toISOString() ?? null,
  }
}
