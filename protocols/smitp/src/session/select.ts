import { decode } from '@ferraris/codec'
import type { Message } from '../application/messages.ts'
import type { Row } from '../application/rows.ts'
import { SmitpError } from '../smitp-error.ts'
import { catalogue, eventsKept, type RowKind } from '../tables/catalogue.ts'
import type { ProfileRow } from '../tables/profile-block.ts'
import type { EventRow } from '../tables/rows.ts'
import type { ClientRequest } from './requests.ts'

/** Something read in several requests: each `yield` is a request wished for, and is given the message that answers it. */
export type Selection<Result> = Generator<ClientRequest, Result, Message>

/**
 * All rows of the load profile that are stamped from one UNIX second to another, both included. A day of a quiet
 * register takes one request, that of others two or more. Throws DecodeError for rows that are none.
 */
export function* selectProfile(
  { table, codec }: RowKind<readonly ProfileRow[]>,
  from: number,
  to: number,
): Selection<ProfileRow[]> {
  const found: ProfileRow[] = []
  for (let next = from; next <= to; ) {
    const rows = (yield* selected(table, next, to)).flatMap(({ data }) => decode(codec, data))
    const last = rows.at(-1)
    // A meter that answers with what was not asked for would keep us here for ever.
    if (last === undefined || last.time < next) break
    found.push(...rows)
    next = last.time + 1
  }
  return found
}

/**
 * The same for tables of which each row has one time, closures and events. Several may have the same, though no more
 * than an answer holds (13 events): every event is asked for by number, see {@link readEvents}.
 */
export function* selectRows<T extends { readonly time: number }>(
  { table, codec }: RowKind<T>,
  from: number,
  to: number,
): Selection<T[]> {
  const found = new Map<number, T>()
  for (let next = from; next <= to; ) {
    const known = found.size
    let last = next
    for (const { row, data } of yield* selected(table, next, to)) {
      const value = decode(codec, data)
      found.set(row, value)
      last = value.time
    }
    if (found.size === known) break
    next = last
  }
  return [...found.values()]
}

/**
 * The events behind the one numbered `known` (all that are kept, if undefined) up to number `counter`, which the status
 * word tells. What has given way in between is not there any more.
 */
export function* readEvents(known: number | undefined, counter: number): Selection<EventRow[]> {
  const { table, codec } = catalogue.event
  const fresh = known === undefined ? eventsKept : Math.min(eventsKept, (counter - known) & 0xffff)
  const found: EventRow[] = []
  for (let left = fresh; left > 0; ) {
    const firstRow = (counter - left + 1) & (eventsKept - 1)
    const lastRow = Math.min(firstRow + left - 1, eventsKept - 1)
    const answer = yield { kind: 'read-table.request', table, firstRow, lastRow }
    if (answer.kind !== 'read-table.response') throw new SmitpError('answer-unexpected', answer.kind)
    found.push(...answer.rows.map(({ data }) => decode(codec, data)))
    const reached = answer.rows.at(-1)?.row ?? lastRow
    left -= Math.max(1, reached - firstRow + 1)
  }
  return found
}

function* selected(table: number, from: number, to: number): Selection<readonly Row[]> {
  const answer = yield { kind: 'select-buffer.request', table, from, to }
  if (answer.kind !== 'select-buffer.response') throw new SmitpError('answer-unexpected', answer.kind)
  return answer.rows
}
