import { DecodeError, Reader } from '@ferraris/bytes'
import { SmitpError } from '@ferraris/smitp'
import type { Selection } from '@ferraris/smitp/session'
import type { RowKind } from '@ferraris/smitp/tables'
import { MeterError } from '../../network/meter-error.ts'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import { ask, type Manner } from './request.ts'

/** Reads one row of a table. Throws MeterError and StoreError. */
export function* readRow<Row>(
  section: Section,
  aca: string,
  { table, codec, name, read }: RowKind<Row>,
  row: number,
  expected?: number,
): Course<Row> {
  const manner: Manner = { clear: read === 'clear', expected }
  const answer = yield* ask(section, aca, { kind: 'read.request', table, row }, manner)
  if (answer.kind !== 'read.response') throw new MeterError('unreadable', `${answer.kind} for ${name}`)
  return readable(name, () => codec.decode(new Reader(answer.data)))
}

/** Reads what takes several requests. Throws MeterError and StoreError. */
export function* readSelection<Result>(
  section: Section,
  aca: string,
  name: string,
  selection: Selection<Result>,
): Course<Result> {
  let step = readable(name, () => selection.next())
  while (!step.done) {
    const answer = yield* ask(section, aca, step.value)
    step = readable(name, () => selection.next(answer))
  }
  return step.value
}

function readable<Value>(name: string, decode: () => Value): Value {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError || error instanceof SmitpError) {
      throw new MeterError('unreadable', `${name}: ${error.message}`)
    }
    throw error
  }
}
