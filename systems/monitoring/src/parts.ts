import type { Kit } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { NoticeMailer } from './participants/mail/mailer.ts'
import type { SentCounters } from './sent/sent-counters.ts'
import type { Tables } from './tables.ts'
import type { Uploads } from './uploads/uploads.ts'

/** What the features of the platform work with. */
export interface Parts extends Kit {
  readonly db: Kysely<Tables>
  readonly uploads: Uploads
  /** How sent counters come from the head-end; undefined where none was named. */
  readonly sentCounters: SentCounters | undefined
  /** How notices go out by mail; undefined where no mail server was named. */
  readonly mailer: NoticeMailer | undefined
}
