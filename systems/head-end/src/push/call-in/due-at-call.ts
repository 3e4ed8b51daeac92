import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

interface DueAtCallParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  /** Told when meters are due; `isChanged` where they were not before. */
  readonly due: (isChanged: boolean) => void
  readonly trouble: (error: Error) => void
}

/** Makes meters that call in due, many in one statement: after the head-end was away they call by the thousands. */
export class DueAtCall {
  readonly #parts: DueAtCallParts
  #called = new Set<number>()
  #isUnderWay = false

  constructor(parts: DueAtCallParts) {
    this.#parts = parts
  }

  /** A meter has called: it is due at once if it could not be reached before, or was due. */
  called(endDeviceId: number): void {
    this.#called.add(endDeviceId)
    if (this.#isUnderWay) return
    this.#isUnderWay = true
    void this.#work()
  }

  async #work(): Promise<void> {
    const { db, now, due, trouble } = this.#parts
    // Those that call in the same moment come along.
    await new Promise(resolve => setImmediate(resolve))
    while (this.#called.size > 0) {
      const devices = [...this.#called]
      this.#called = new Set()
      try {
        due(await makeDue(db, devices, now()))
      } catch (error) {
        trouble(error as Error)
      }
    }
    // In the same step as the last look: a call that comes now begins anew.
    this.#isUnderWay = false
  }
}

/** Whether that changed anything. */
async function makeDue(db: Kysely<Tables>, devices: readonly number[], now: number): Promise<boolean> {
  const at = new Date(now)
  const { numAffectedRows = 0n } = await sql`
    update collection set next_due = ${at}
    where end_device_id in (
      select c.end_device_id from collection c join end_device d on d.id = c.end_device_id
      where c.end_device_id = any(${devices}::bigint[]) and d.uri like 'dlms+call-in:%' and c.next_due > ${at}
        and (c.failures > 0 or c.state = 'new')
      order by c.end_device_id for update of c)`.execute(db)
  return numAffectedRows > 0n
}
