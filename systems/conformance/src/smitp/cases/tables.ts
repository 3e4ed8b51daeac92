import { encodeMessage } from '@ferraris/smitp'
import { catalogue } from '@ferraris/smitp/tables'
import { must, needs } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'

const clause = 'CLC/TS 50568-8, 9'
const statusOctets = 8
/** The last row that one octet numbers, but for FF, which means all. */
const lastRow = 0xfe

/** Which tables and rows there are. */
export const tableCases: readonly SmitpTestCase[] = [
  {
    id: 'tables.status-word',
    title: 'The status word is read in clear and has 8 octets',
    clause,
    async run(bench) {
      const { table, rows } = catalogue.statusWord
      const talk = await bench.talk()
      const answer = await talk.inClear(encodeMessage({ kind: 'read.request', table, row: rows[0] }))
      must(answer.kind === 'read.response', `answered with ${answer.kind}`)
      must(answer.data.length === statusOctets, `${answer.data.length} octets instead of ${statusOctets}`)
    },
  },
  {
    id: 'tables.listed-ones-exist',
    title: 'The list names each table once, and none that is unknown when it is read',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const tables = await bench.tables(talk)
      const names = tables.map(({ table }) => table)
      must(new Set(names).size === names.length, `a table is listed twice: ${names.join(', ')}`)
      for (const table of names) {
        const sealed = await talk.seal({ kind: 'read.request', table, row: 0 })
        const answer = await talk.answerTo(sealed)
        if (answer[0] !== 245) talk.open(sealed, answer)
        else must(talk.refusalIn(sealed, answer) !== 'table-undefined', `table ${table} is unknown when read`)
      }
    },
  },
  {
    id: 'tables.unknown-table-is-refused',
    title: 'A table that is not listed is refused as unknown',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const table = await bench.unknownTable(talk)
      await talk.mustRefuse(await talk.seal({ kind: 'read.request', table, row: 0 }), 'table-undefined')
    },
  },
  {
    id: 'tables.unknown-row-is-refused',
    title: 'A row behind the last one of a table is refused as unknown',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const found = (await bench.tables(talk)).find(({ rows }) => rows <= lastRow)
      needs(found !== undefined, 'every table has all rows')
      const sealed = await talk.seal({ kind: 'read.request', table: found.table, row: lastRow })
      await talk.mustRefuse(sealed, 'row-undefined')
    },
  },
]
