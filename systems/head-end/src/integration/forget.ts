import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import { keptMs } from './bounds.ts'

/** Messages a statement, so that none takes long. */
const most = 5000

/** Removes messages that are long over. Dead letters stay until they are resent or discarded. */
export async function forgetMessages(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .deleteFrom('integration_message')
    .where('id', 'in', eb =>
      eb
        .selectFrom('integration_message')
        .select('id')
        .where('ended_at', '<', new Date(now - keptMs))
        .where('state', '<>', 'dead')
        .limit(most),
    )
    .execute()
}
