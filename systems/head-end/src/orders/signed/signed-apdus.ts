import { apduTags } from '@ferraris/dlms/apdu'
import type { Kysely } from 'kysely'
import type { PoolClient } from 'pg'
import type { Tables } from '../../tables.ts'
import type { SignedApdu } from './schemas.ts'

/**
 * Signed requests that are kept of one order in one session, the first ones and the last ones as many: of an image of firmware the
 * announcement and the activation, and not each of its blocks.
 */
const mostAtEnd = 16

/** Orders whose requests are signed: they touch the supply, or what measures it. */
export function isSigned({ kind }: { readonly kind: string }): boolean {
  return kind === 'switch' || kind === 'firmware'
}

/** What one session sends for one order, as far as it is signed. */
export class SignedApdus {
  readonly #first: Place[] = []
  readonly #last: Place[] = []
  #count = 0

  /** Takes an APDU as it goes out. */
  readonly take = (apdu: Uint8Array): void => {
    if (apdu[0] !== apduTags['general-signing']) return
    const placed = { place: this.#count++, apdu: apdu.slice() }
    if (this.#first.length < mostAtEnd) this.#first.push(placed)
    else this.#last.push(placed)
    if (this.#last.length > mostAtEnd) this.#last.shift()
  }

  /** What came since this was asked last. */
  drain(): readonly Place[] {
    const all = [...this.#first, ...this.#last]
    this.#first.length = 0
    this.#last.length = 0
    this.#count = 0
    return all
  }

  /** What came since then for an order, if it is one that is signed. */
  of(order: { readonly kind: string }): readonly Place[] {
    return isSigned(order) ? this.drain() : []
  }
}

/** A signed request and its place among those of its order. */
export interface Place {
  readonly place: number
  readonly apdu: Uint8Array
}

/** Keeps signed requests with their orders, in the transaction that says what became of them. */
export async function keepSigned(
  client: Pick<PoolClient, 'query'>,
  orders: readonly {
    readonly id: string
    /** When its session could speak to the meter, epoch milliseconds. */
    readonly sentAt: number | undefined
    readonly signed: readonly Place[]
  }[],
): Promise<void> {
  const rows = orders.flatMap(({ id, sentAt, signed }) =>
    sentAt === undefined
      ? []
      : signed.map(({ place, apdu }) => ({ id, sentAt: new Date(sentAt), place, apdu: Buffer.from(apdu) })),
  )
  if (rows.length === 0) return
  await client.query(
    `insert into signed_apdu (control_id, sent_at, place, apdu)
     select * from unnest($1::text[], $2::timestamptz[], $3::integer[], $4::bytea[]) on conflict do nothing`,
    [
      rows.map(({ id }) => id),
      rows.map(({ sentAt }) => sentAt),
      rows.map(({ place }) => place),
      rows.map(({ apdu }) => apdu),
    ],
  )
}

/** The signed requests of an order, oldest first. */
export async function signedApdusOf(db: Kysely<Tables>, control: string): Promise<SignedApdu[]> {
  const rows = await db
    .selectFrom('signed_apdu')
    .select(['sent_at', 'place', 'apdu'])
    .where('control_id', '=', control)
    .orderBy('sent_at')
    .orderBy('place')
    .execute()
  return rows.map(({ sent_at, place, apdu }) => ({
    sentAt: sent_at.toISOString(),
    place,
    apdu: apdu.toString('hex'),
  }))
}
