import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { NoticeRow } from './tables.ts'

/** Tells a participant something; it stays in its list until it is read, and after. */
export async function tell(
  db: Kysely<Tables>,
  at: number,
  participant: string,
  subject: NoticeRow['subject'],
  told: Readonly<Record<string, string>>,
): Promise<void> {
  await db
    .insertInto('notice')
    .values({ participant, at: new Date(at), subject, told: JSON.stringify(told) })
    .execute()
}
