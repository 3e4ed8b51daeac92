import { catalogue } from '@ferraris/smitp/tables'
import { claims } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'

const clause = 'CLC/TS 50568-8, 8'
const noWriteKey = 'K1 is not known'
/** All rows of a table. */
const allRows = 0xff

/** RESETTAB: what is measured cannot be taken back. */
export const resetCases: readonly SmitpTestCase[] = [
  {
    id: 'reset.read-key-does-not-reset',
    title: 'A row that may be reset is not reset under the read key',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const { table, rows } = catalogue.lineStatistics
      const sealed = await talk.seal({ kind: 'reset-table.request', table, row: rows[0] })
      await talk.mustRefuse(sealed, 'access-denied', 'table-undefined')
    },
  },
  {
    id: 'reset.measured-rows-stay',
    title: 'Registers are not reset under the write key',
    clause,
    async run(bench) {
      claims(bench.subject.mayWrite, noWriteKey)
      const talk = await bench.talk()
      const { table } = catalogue.totals
      const sealed = await talk.seal({ kind: 'reset-table.request', table, row: allRows }, 'ctr-write')
      await talk.mustRefuse(sealed, 'access-denied')
    },
  },
  {
    id: 'reset.unknown-table-is-refused',
    title: 'The reset of a table that is not listed is refused as unknown',
    clause,
    async run(bench) {
      claims(bench.subject.mayWrite, noWriteKey)
      const talk = await bench.talk()
      const table = await bench.unknownTable(talk)
      const sealed = await talk.seal({ kind: 'reset-table.request', table, row: 0 }, 'ctr-write')
      await talk.mustRefuse(sealed, 'table-undefined')
    },
  },
]
