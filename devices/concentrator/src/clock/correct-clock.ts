import { Writer } from '@ferraris/bytes'
import { dateTimeOf } from '@ferraris/smitp'
import { catalogue, commandParameters, commands } from '@ferraris/smitp/tables'
import { readRow } from '../meters-and-more/session/read-rows.ts'
import { ask } from '../meters-and-more/session/request.ts'
import type { Course } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** Beyond this a clock is set and not moved, seconds. */
const longestShift = 900

/**
 * How far a meter's clock is ahead, milliseconds. It was read somewhere between request and answer, which retries and
 * urgent work in between may draw out: what that alone explains is no offset.
 */
export function* readClockOffset(section: Section, aca: string): Course<number> {
  const asked = section.now
  const { seconds, milliseconds } = yield* readRow(section, aca, catalogue.clock, 0, 8)
  const shown = seconds * 1000 + milliseconds
  const [least, most] = [shown - section.now, shown - asked]
  return least > 0 ? least : most < 0 ? most : 0
}

/**
 * Puts a meter's clock right. A small error is taken away by moving it, for that does not depend on how long the
 * message is under way; after a large one the clock is set. Throws MeterError and StoreError.
 */
export function* correctClock(section: Section, aca: string, offset: number): Course<void> {
  const seconds = Math.round(-offset / 1000)
  if (seconds === 0) return
  if (Math.abs(seconds) <= longestShift) {
    const parameters = octetsOf(commandParameters.shiftClock, { seconds })
    yield* ask(section, aca, { kind: 'command.request', command: commands.shiftClock, parameters })
    return
  }
  const { table } = catalogue.clock
  const data = octetsOf(dateTimeOf, section.now)
  yield* ask(section, aca, { kind: 'write.request', table, row: 0, data })
}

function octetsOf<Value>(
  codec: { encode(writer: Writer, value: Value): void },
  value: NoInfer<Value>,
): Uint8Array {
  const writer = new Writer()
  codec.encode(writer, value)
  return writer.finish()
}
