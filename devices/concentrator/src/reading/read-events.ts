import { Reader } from '@ferraris/bytes'
import { catalogue, type EventRow, eventsKept } from '@ferraris/smitp'
import type { Course } from '../line/course.ts'
import type { Section } from '../section/section.ts'
import { ask } from '../session/ask.ts'
import { MeterError } from '../session/meter-error.ts'

/** Numbers of events come round after so many. */
const NUMBERS = 0x10000

/**
 * The events of a meter behind number `last` up to `newest`, oldest first; of a meter never asked before (`last`
 * undefined) all that its ring holds. Throws MeterError and StoreError.
 */
export function* readEvents(
  section: Section,
  aca: string,
  last: number | undefined,
  newest: number,
): Course<EventRow[]> {
  const passed = last === undefined ? eventsKept : (newest - last + NUMBERS) % NUMBERS
  const count = Math.min(passed, eventsKept)
  const oldest = (newest - count + 1 + NUMBERS) % NUMBERS
  const found: EventRow[] = []
  for (let behind = 0; behind < count; ) {
    const firstRow = (oldest + behind) % eventsKept
    const lastRow = Math.min(eventsKept - 1, firstRow + count - behind - 1)
    const answer = yield* ask(section, aca, {
      kind: 'read-table.request',
      table: catalogue.event.table,
      firstRow,
      lastRow,
    })
    if (answer.kind !== 'read-table.response') throw new MeterError('unreadable', `${answer.kind} for events`)
    for (const { data } of answer.rows) found.push(catalogue.event.codec.decode(new Reader(data)))
    // Rows come in order, as many as fit: those missing before the last of them are not there.
    const reached = answer.rows.at(-1)?.row ?? lastRow
    behind += Math.max(1, reached - firstRow + 1)
  }
  const age = ({ number }: EventRow): number => (newest - number + NUMBERS) % NUMBERS
  return found.filter(event => age(event) < count).toSorted((a, b) => age(b) - age(a))
}
