import { CimError, type DecodedMessage, messageXml, type ResponseMessage } from '@ferraris/cim'
import { msPerSecond } from '@ferraris/metering'
import { isUnavailable, jointly, type Kit } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import { putMessage } from '../outbox/put.ts'
import { codesOf } from '../partner-codes/queries.ts'
import { toOurs, toTheirs } from '../partner-codes/translate.ts'
import { accepted, answerTo, errorOf, failed, ownSource, refusalOf } from './answers.ts'
import { asRequest } from './as-request.ts'
import { type Asked, type Handled, isRefusal, Refusal, type Watched } from './handling.ts'
import { type Arrival, keepMessage } from './keep.ts'
import { keepRefused } from './keep-refused.ts'
import { readIn, textOf } from './reading-in.ts'
import { replyDestination } from './reply-destination.ts'
import { noteTrouble } from './trouble.ts'

/*
 * How a message gets in.
 *
 *   at the door ──cannot be read──▶ refused, answered with a FaultMessage
 *        │
 *        └──kept, committed──▶ received ──worked on, committed with all that it leads to──▶ done, or refused with a reason
 *                                 │  ▲
 *                                 └──┘ store away, process ended: again by any process
 *
 * A message is committed before anything is done about it, and before a broker hears that we have it; what it leads to, its answer
 * and the entry in the audit log are one transaction, so that it is worked on once, however often it comes and whichever
 * process ends. The same message sent again is answered as before; another one under its identifier is refused.
 */

interface InboxParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly now: () => number
  readonly audit: Kit['audit']
  /** Does what a request asks for, within the transaction. Throws Refusal, or a Problem of what it asks. */
  readonly handle: (asked: Asked) => Promise<Handled>
  /** Holds what came in against its schema. Throws Refusal. */
  readonly validate?: ((octets: Uint8Array) => void) | undefined
  readonly observer?: InboxObserver | undefined
}

export interface InboxObserver {
  came?(outcome: 'done' | 'refused' | 'unreadable' | 'again'): void
  trouble?(error: Error): void
}

/** What is answered at once. */
export interface Answer {
  /** A ResponseMessage, or of what cannot be read a FaultMessage. */
  readonly xml: string
  readonly outcome: 'done' | 'refused' | 'unreadable'
  /** That the answer goes back in SOAP of this version. */
  readonly soap?: '1.1' | '1.2' | undefined
}

/** What a door has not worked on itself by then is worked on here. */
const retryMs = 5 * msPerSecond

export class Inbox {
  readonly #parts: InboxParts

  constructor(parts: InboxParts) {
    this.#parts = parts
  }

  /** Takes a message; resolves when it is kept and worked on. Throws StoreUnavailable where it could not even be kept. */
  async take(arrival: Arrival): Promise<Answer> {
    const { now, observer } = this.#parts
    let read: ReturnType<typeof readIn> | undefined
    try {
      read = readIn(arrival.octets)
      this.#parts.validate?.(arrival.octets)
    } catch (error) {
      if (!(error instanceof CimError) && !(error instanceof Refusal)) throw error
      await keepRefused(this.#parts.db, arrival, read?.message, error, now())
      observer?.came?.('unreadable')
      return {
        xml: refusalOf(read?.message, failed(errorOf(error)), now()),
        outcome: 'unreadable',
        soap: read?.soap,
      }
    }
    const { message, soap } = read
    if (message.kind === 'fault') return { xml: messageXml(message), outcome: 'done', soap }
    const xml = read.hasPassword ? messageXml(message) : textOf(arrival.octets)
    let id: number
    try {
      const kept = await jointly(
        this.#parts.pool,
        () => keepMessage(this.#parts.db, arrival, message, xml, now()),
        this.#trouble,
      )
      if (!kept.isNew) observer?.came?.('again')
      id = kept.id
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      observer?.came?.('refused')
      return { xml: refusalOf(message, failed(errorOf(error)), now()), outcome: 'refused', soap }
    }
    return { ...(await this.#workOn(id)), soap }
  }

  /** Works on what was kept and left, oldest first. */
  async work(): Promise<void> {
    const { db, now } = this.#parts
    const left = await db
      .selectFrom('integration_message')
      .select('id')
      .where('state', '=', 'received')
      // A door works on what it has just kept itself.
      .where('created_at', '<', new Date(now() - retryMs))
      .where('next_attempt_at', '<=', new Date(now()))
      .orderBy('id')
      .limit(100)
      .execute()
    for (const { id } of left) await this.#workOn(id)
  }

  async #workOn(id: number): Promise<Omit<Answer, 'soap'>> {
    const { pool, observer } = this.#parts
    try {
      const { answer, isNew } = await jointly(pool, () => this.#workInTransaction(id), this.#trouble)
      if (isNew) observer?.came?.(answer.outcome)
      return answer
    } catch (error) {
      if (isUnavailable(error)) throw error
      this.#trouble(error as Error)
      await noteTrouble(this.#parts.db, id, this.#parts.now())
      throw error
    }
  }

  readonly #trouble = (error: Error): void => this.#parts.observer?.trouble?.(error)

  async #workInTransaction(id: number): Promise<{ answer: Omit<Answer, 'soap'>; isNew: boolean }> {
    const { db, now } = this.#parts
    const row = await db
      .selectFrom('integration_message')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (row.state !== 'received') {
      const outcome = row.state === 'done' ? 'done' : 'refused'
      return { answer: { xml: row.answer ?? '', outcome }, isNew: false }
    }
    const { message } = readIn(new TextEncoder().encode(row.xml))
    if (message.kind === 'fault') throw new Error('a fault is never kept')
    const codes = await codesOf(db, row.destination, row.sender, row.source)
    const { handled, refused } = await this.#handle(toOurs(message, codes), row)
    const response =
      message.kind === 'response'
        ? undefined
        : toTheirs(answerTo(message, handled.reply, now(), handled.payload), codes)
    const xml = response === undefined ? '' : messageXml(response)
    await db
      .updateTable('integration_message')
      .set({
        state: refused ? 'refused' : 'done',
        answer: xml,
        result: message.kind === 'response' ? row.result : handled.reply.Result,
        code: refused ? (handled.reply.Error?.[0]?.code ?? null) : null,
        detail: refused ? (handled.reply.Error?.[0]?.details ?? null) : null,
        ended_at: new Date(now()),
      })
      .where('id', '=', id)
      .execute()
    await this.#watch(id, handled.watched ?? [])
    // A broker has no way back of its own.
    if (response !== undefined && row.destination !== null) await this.#send(row.destination, response, id)
    await this.#log(row, refused)
    return { answer: { xml, outcome: refused ? 'refused' : 'done' }, isNew: true }
  }

  /** Does what the message asks for; what a refusal has begun is undone, and the rest of the transaction stands. */
  async #handle(
    message: Exclude<DecodedMessage, { kind: 'fault' }>,
    row: {
      id: number
      sender: string | null
      role: Asked['role'] | null
      source: string
      destination: string | null
    },
  ): Promise<{ handled: Handled; refused: boolean }> {
    const { db, handle } = this.#parts
    const request = asRequest(message)
    if (request === undefined) return { handled: { reply: accepted }, refused: false }
    try {
      const replyTo = await replyDestination(db, message.Header, row)
      const asked = {
        id: row.id,
        message: request,
        sender: row.sender ?? row.source,
        role: row.role ?? 'viewer',
        replyTo,
      }
      const handled = await db.transaction().execute(() => handle(asked))
      return { handled, refused: handled.reply.Result === 'FAILED' }
    } catch (error) {
      if (!isRefusal(error)) throw error
      return { handled: { reply: failed(errorOf(error)) }, refused: true }
    }
  }

  async #watch(id: number, watched: readonly Watched[]): Promise<void> {
    if (watched.length === 0) return
    await this.#parts.db
      .insertInto('integration_subject')
      .values(
        watched.map(({ kind, subject, endDevice = null, tracking = null, operation = null }) => ({
          message_id: id,
          kind,
          subject,
          end_device: endDevice,
          tracking,
          operation,
          watched: true,
        })),
      )
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  async #send(destination: string, response: ResponseMessage, answers: number): Promise<void> {
    const { Header: header, Reply: reply } = response
    const message = {
      destination,
      source: ownSource,
      messageId: header.MessageID ?? '',
      correlationId: header.CorrelationID ?? null,
      root: 'ResponseMessage',
      verb: header.Verb,
      noun: header.Noun,
      result: reply.Result,
      xml: messageXml(response),
      answers,
    }
    await putMessage(this.#parts.db, message, this.#parts.now())
  }

  async #log(
    row: { sender: string | null; source: string; verb: string; noun: string; id: number },
    refused: boolean,
  ) {
    await this.#parts.audit.append({
      actor: row.sender ?? row.source,
      actorKind: 'token',
      address: null,
      action: 'message.worked-on',
      subject: `${row.verb} ${row.noun}`,
      outcome: refused ? 'refused' : 'done',
      detail: JSON.stringify({ message: row.id, source: row.source }),
    })
  }
}
