import { sessionFrom, sessionText } from '../meters-and-more/session/session-text.ts'
import { Database } from './database.ts'

/** More requests than a line carries in years: the counters have 64 bits, and a challenge makes meters follow. */
const jump = 2n ** 32n

/**
 * Moves the counters of a concentrator that was restored past all that can have been used since it was saved. Throws StoreError.
 *
 * @returns how many meters have such a counter
 */
export function settleCounters(store: string): number {
  const database = new Database(store)
  const kept = database
    .prepare<{ aca: string; session: string | null }>('SELECT aca, session FROM meter')
    .all()
  const keep = database.prepare('UPDATE meter SET session = ? WHERE aca = ?')
  let count = 0
  database.transaction(() => {
    for (const { aca, session } of kept) {
      const counter = sessionFrom(session ?? undefined)
      if (counter === undefined) continue
      keep.run(sessionText({ ...counter, used: counter.used + jump }), aca)
      count++
    }
  })
  database.close()
  return count
}
