import { Reader } from '@ferraris/bytes'
import type { Selection } from '@ferraris/smitp/session'
import { type RowKind, rowLength } from '@ferraris/smitp/tables'
import { MeterError } from '../../network/meter-error.ts'
import type { Procedure } from '../../network/procedure.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { orFail } from './or-fail.ts'
import { type RequestOptions, request } from './request.ts'

/**
 * Reads one row of a table. Throws MeterError and StoreError.
 *
 * @param expected octets of the row, where its declaration does not tell them
 */
export function* readRow<Row>(
  neighbourhood: Neighbourhood,
  aca: string,
  kind: RowKind<Row>,
  row: number,
  expected = rowLength(kind),
): Procedure<Row> {
  const { table, codec, name, read } = kind
  const options: RequestOptions = { clear: read === 'clear', expected }
  const answer = yield* request(neighbourhood, aca, { kind: 'read.request', table, row }, options)
  if (answer.kind !== 'read.response') throw new MeterError('unreadable', `${answer.kind} for ${name}`)
  return orFail('unreadable', () => codec.decode(new Reader(answer.data)), name)
}

/** Reads what takes several requests. Throws MeterError and StoreError. */
export function* readSelection<Result>(
  neighbourhood: Neighbourhood,
  aca: string,
  name: string,
  selection: Selection<Result>,
): Procedure<Result> {
  let step = orFail('unreadable', () => selection.next(), name)
  while (!step.done) {
    const answer = yield* request(neighbourhood, aca, step.value)
    step = orFail('unreadable', () => selection.next(answer), name)
  }
  return step.value
}
