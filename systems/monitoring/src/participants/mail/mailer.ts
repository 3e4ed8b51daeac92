import type { Logger, QueryContext } from '@ferraris/service'
import { type MessageLink, MessageLinkError } from '@ferraris/transport'
import type { Tables } from '../../tables.ts'
import { noticeMail } from './notice-mail.ts'

/** Mails of one round: more go with the next. */
const mostMails = 50
/** Attempts that a mail server may fail over a mail; then it is given up. */
export const mostAttempts = 5
/** To the second attempt, which doubles: a greylist lets through after some minutes. */
const firstRetryMs = 5 * 60_000
/** What is older is not mailed any more: participants have it in their list. */
const mailedForMs = 7 * 86_400_000

export type MailOutcome = 'mailed' | 'postponed' | 'given-up'

/** The mail server, and who hears what became of mails. */
export interface MailWay {
  readonly link: MessageLink
  readonly onOutcome: (outcome: MailOutcome) => void
}

/**
 * Mails notices to the contacts of their participants. A notice that cannot be mailed is put off, and those behind it go on; while the
 * mail server is away all wait, and are not charged for it.
 */
export class NoticeMailer {
  readonly #context: QueryContext<Tables>
  readonly #way: MailWay
  readonly #log: Logger
  #round: Promise<void> | undefined

  constructor(context: QueryContext<Tables>, way: MailWay, log: Logger) {
    this.#context = context
    this.#way = way
    this.#log = log
  }

  /** Mails what is due now, or waits for the round that is under way. */
  send(): Promise<void> {
    this.#round ??= this.#send().finally(() => {
      this.#round = undefined
    })
    return this.#round
  }

  /** Waits for the round that is under way, and leaves the mail server. */
  async close(): Promise<void> {
    await this.#round?.catch(() => {})
    await this.#way.link.close()
  }

  /** Notices that wait for a mail. */
  async waiting(): Promise<number> {
    const { n } = await this.#open()
      .select(eb => eb.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow()
    return Number(n)
  }

  #open() {
    const { db, now } = this.#context
    return db
      .selectFrom('notice as n')
      .where('n.mailed_at', 'is', null)
      .where('n.given_up_at', 'is', null)
      .where('n.at', '>', new Date(now() - mailedForMs))
  }

  async #send(): Promise<void> {
    const due = await this.#open()
      .innerJoin('participant as p', 'p.id', 'n.participant')
      .select(['n.id', 'n.at', 'n.subject', 'n.told', 'n.attempts', 'p.contact'])
      .where(eb => eb.fn.coalesce('n.next_attempt_at', 'n.at'), '<=', new Date(this.#context.now()))
      // What was put off waits its time, so that it holds up nothing.
      .orderBy(eb => eb.fn.coalesce('n.next_attempt_at', 'n.at'))
      .orderBy('n.id')
      .limit(mostMails)
      .execute()
    for (const notice of due) if (!(await this.#mail(notice))) return
  }

  /** False where the mail server is away: then there is no sense in trying the others. */
  async #mail(notice: {
    id: number
    contact: string
    attempts: number
    at: Date
    subject: Parameters<typeof noticeMail>[0]['subject']
    told: object
  }): Promise<boolean> {
    const { id, contact, attempts } = notice
    try {
      const { subject, text } = noticeMail(notice)
      await this.#way.link.send({
        id: `notice-${id}`,
        body: text,
        contentType: 'text/plain',
        to: [contact],
        subject,
      })
    } catch (error) {
      return this.#settleFault(id, attempts, error)
    }
    await this.#settle(id, 'mailed', {
      mailed_at: this.#at(),
      attempts: attempts + 1,
      failure: null,
      next_attempt_at: null,
    })
    return true
  }

  async #settleFault(id: number, before: number, error: unknown): Promise<boolean> {
    const code = error instanceof MessageLinkError ? error.code : 'failed'
    const isOfMail = code === 'refused' || code === 'failed'
    const attempts = isOfMail ? before + 1 : before
    const isOver = code === 'refused' || attempts >= mostAttempts
    this.#log.warn({ err: error, notice: id }, 'a notice cannot be mailed')
    await this.#settle(id, isOver ? 'given-up' : 'postponed', {
      attempts,
      failure: textOf(error),
      ...(isOver
        ? { given_up_at: this.#at() }
        : { next_attempt_at: this.#at(firstRetryMs * 2 ** Math.max(0, attempts - 1)) }),
    })
    return isOfMail
  }

  async #settle(
    id: number,
    outcome: MailOutcome,
    change: {
      attempts: number
      failure: string | null
      mailed_at?: Date
      next_attempt_at?: Date | null
      given_up_at?: Date
    },
  ): Promise<void> {
    await this.#context.db.updateTable('notice').set(change).where('id', '=', id).execute()
    this.#way.onOutcome(outcome)
  }

  #at(later = 0): Date {
    return new Date(this.#context.now() + later)
  }
}

/** What a mail server answers goes into the store: no text has a NUL there. */
function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 500)
}
