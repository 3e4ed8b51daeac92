import { decode } from '@ferraris/codec'
import { msOf, secondsPerDay, wholeSecondsOf } from '@ferraris/metering'
import { catalogue } from '@ferraris/smitp/tables'
import { must, needs } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'
import type { SmitpTalk } from '../talk.ts'

const clause = 'CLC/TS 50568-8, 9'
/** Seconds that a clock may be off, the way of the request included. */
const tolerance = 60

/** Seconds since 1970 that the meter's clock shows. */
async function shown(talk: SmitpTalk): Promise<number> {
  const { table, rows, codec } = catalogue.clock
  return decode(codec, await talk.row(table, rows[0])).seconds
}

/** Clock, stamps and ranges of time. */
export const timeCases: readonly SmitpTestCase[] = [
  {
    id: 'times.clock-is-right',
    title: `The clock is within ${tolerance} s of the true time`,
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const off = (await shown(talk)) - wholeSecondsOf(bench.subject.now())
      must(Math.abs(off) <= tolerance, `the clock is off by ${off} s`)
    },
  },
  {
    id: 'times.registers-are-stamped',
    title: 'Registers bear the time of the clock at which they were read',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const { table, rows, codec } = catalogue.totals
      const { time } = decode(codec, await talk.row(table, rows[0]))
      const off = time - (await shown(talk))
      must(Math.abs(off) <= tolerance, `the stamp is off by ${off} s`)
    },
  },
  {
    id: 'times.range-is-kept',
    title: 'Rows that are selected by time lie within the range, in order',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const { table, codec } = catalogue.dailyClosure
      const to = await shown(talk)
      const from = to - 3 * secondsPerDay
      const answer = await talk.ask({ kind: 'select-buffer.request', table, from, to })
      must(answer.kind === 'select-buffer.response', `${answer.kind} in answer to BUFF_SELECT`)
      needs(answer.rows.length > 0, 'no day was closed in the last three')
      const times = answer.rows.map(({ data }) => decode(codec, data).time)
      const kept = times.every((time, i) => time >= from && time <= to && time >= (times[i - 1] ?? 0))
      const text = times.map(time => new Date(msOf(time)).toISOString()).join(', ')
      must(kept, `asked for three days to ${new Date(msOf(to)).toISOString()}, given ${text}`)
    },
  },
]
