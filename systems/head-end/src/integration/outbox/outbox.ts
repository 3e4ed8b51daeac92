import type { SoapSignIn } from '@ferraris/cim'
import { secondsOf } from '@ferraris/metering'
import {
  type LinkPlace,
  type MessageFault,
  type MessageLink,
  MessageLinkError,
  openMessageLink,
  type Reach,
} from '@ferraris/transport'
import type { Pool } from 'pg'
import { KeyError, type KeyRing } from '../../inventory/keys/key-ring.ts'
import { placeOf } from '../destinations/secrets.ts'
import {
  destinationIsAway,
  destinationIsThere,
  dueDestinations,
  giveUpOldest,
  type Leased,
  leaseMessages,
  type Settled,
  settle,
} from './lease.ts'
import { isOfMessage, linkMessageOf, putBack, settledBy, settledByFault } from './sending.ts'

/*
 * How a message gets out.
 *
 *   waiting ──lease──▶ waiting, leased ──handed over──▶ delivered
 *      ▲                   │  │  │
 *      │   destination away┘  │  └─refused, or its reply says FAILED──▶ dead ──resend, mend──▶ waiting
 *      └──failed, back-off────┘─────failed too often, too old─────────▶ dead
 *
 * A message is put into the outbox in the transaction of what it tells of. A process leases it, hands it over, and notes what
 * became of it; a process that ends in between leaves a lease that runs out, and another one sends the message again,
 * under the same MessageID. Of each correlation only the first message that waits is leased, so that the order holds; a
 * dead letter does not hold up those behind it.
 *
 * A destination that cannot be reached, or does not admit us, is away: its messages wait and are not charged for it. It is
 * tried with one message, at intervals that grow to two minutes, and when that one gets through, with all of them.
 */

interface OutboxParts {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly now: () => number
  /** Of this process, for its leases. */
  readonly owner: string
  readonly observer?: OutboxObserver | undefined
  /** Which inner networks destinations may be in; without it anywhere. */
  readonly reach?: Reach | undefined
}

export interface OutboxObserver {
  /** What an attempt came to. */
  sent?(destination: string, outcome: 'delivered' | 'failed' | 'dead', seconds: number): void
  away?(destination: string, error: Error): void
  tooOld?(messages: number): void
  trouble?(error: Error): void
}

/** Sends what waits in the store, for as long as the process lives. */
export class Outbox {
  readonly #parts: OutboxParts
  /** A link for each destination, with the settings that it was opened for. */
  readonly #links = new Map<string, { readonly settings: number; readonly link: MessageLink }>()
  readonly #under = new Map<string, Promise<void>>()

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  /** Begins to send what is due, to each destination for itself: one that is slow does not hold up others. */
  async begin(): Promise<readonly Promise<void>[]> {
    const { pool, now, observer } = this.#parts
    const tooOld = await giveUpOldest(pool, now())
    if (tooOld > 0) observer?.tooOld?.(tooOld)
    const due = await dueDestinations(pool, now())
    return due.map(name => this.#sendTo(name).catch(error => observer?.trouble?.(error as Error)))
  }

  /** Sends what is due; resolves when all of it was tried. */
  async send(): Promise<void> {
    await Promise.all(await this.begin())
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#under.values())
    for (const { link } of this.#links.values()) await link.close()
    this.#links.clear()
  }

  /** One round at a time for each destination. */
  #sendTo(name: string): Promise<void> {
    const under = this.#under.get(name)
    if (under !== undefined) return under
    const round = this.#sendAllTo(name).finally(() => this.#under.delete(name))
    this.#under.set(name, round)
    return round
  }

  async #sendAllTo(name: string): Promise<void> {
    const { pool, owner, now } = this.#parts
    for (;;) {
      const messages = await leaseMessages(pool, name, owner, now())
      if (messages.length === 0) return
      const way = this.#wayTo(name)
      const away = await Promise.all(messages.map(message => this.#sendOne(name, message, way)))
      if (away.includes(true)) return
      await destinationIsThere(pool, name)
    }
  }

  /** Gives whether the destination is away. */
  async #sendOne(name: string, message: Leased, way: Promise<Way>): Promise<boolean> {
    const { pool, owner, now, observer } = this.#parts
    const began = performance.now()
    const settleAs = async (settled: Settled) => {
      await settle(pool, message.id, owner, settled, now())
      const outcome = settled.state === 'waiting' ? 'failed' : settled.state
      observer?.sent?.(name, outcome, secondsOf(performance.now() - began))
    }
    try {
      const { link, kind, user } = await way
      await settleAs(settledBy(await link.send(linkMessageOf({ kind, user }, message)), message))
      return false
    } catch (error) {
      if (!(error instanceof MessageLinkError)) throw error
      const code = error.code as MessageFault
      if (isOfMessage(code)) {
        await settleAs(settledByFault(code, error.detail, message, now()))
        return false
      }
      await settleAs(putBack(message, code, error.detail, now()))
      const isNews = await destinationIsAway(pool, name, error.detail, now())
      if (isNews) observer?.away?.(name, error)
      return true
    }
  }

  /** The link that is open, unless the settings have changed since. */
  async #wayTo(name: string): Promise<Way> {
    const { pool, ring, owner, reach } = this.#parts
    const { rows } = await pool.query<DestinationRow>(
      'select kind, url, address, username, ws_security, sealed, changed_at from integration_destination where name = $1',
      [name],
    )
    const [row] = rows
    if (row === undefined) throw new MessageLinkError('away', `there is no destination ${name} any more`)
    const settings = row.changed_at.getTime()
    const known = this.#links.get(name)
    const place = placeOfRow(ring, row, reach)
    const user = row.ws_security ? userOf(place) : undefined
    if (known?.settings === settings) return { link: known.link, kind: row.kind, user }
    await known?.link.close()
    const { username: _, password: __, ...unnamed } = place
    const link = openMessageLink(user === undefined ? place : unnamed, `ferraris-out-${name}-${owner}`)
    this.#links.set(name, { settings, link })
    return { link, kind: row.kind, user }
  }
}

interface Way {
  readonly link: MessageLink
  readonly kind: LinkPlace['kind']
  readonly user: SoapSignIn | undefined
}

type DestinationRow = Parameters<typeof placeOf>[1] & {
  readonly changed_at: Date
  readonly ws_security: boolean
}

/** Undefined where there is no user. */
function userOf({ username: name, password = '' }: LinkPlace): SoapSignIn | undefined {
  return name === undefined ? undefined : { name, password }
}

/** A key-encryption key that was exchanged makes credentials unreadable: the messages wait for new ones. */
function placeOfRow(ring: KeyRing, row: DestinationRow, reach: Reach | undefined): LinkPlace {
  try {
    return placeOf(ring, row, reach)
  } catch (error) {
    if (error instanceof KeyError) throw new MessageLinkError('not-admitted', error.message, { cause: error })
    throw error
  }
}
