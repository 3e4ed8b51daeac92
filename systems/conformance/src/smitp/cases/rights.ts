import { encodeMessage } from '@ferraris/smitp'
import { catalogue } from '@ferraris/smitp/tables'
import { claims, must } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'

const clause = 'CLC/TS 50568-8, 8 and 9'
const noWriteKey = 'K1 is not known'
/** No command has this code (our choice). */
const unknownCommand = 0xee
const [table, row] = [catalogue.totals.table, catalogue.totals.rows[0]]

/** What may be read, written and commanded under which key. */
export const rightCases: readonly SmitpTestCase[] = [
  {
    id: 'rights.clear-reads-no-registers',
    title: 'Registers are not read in clear',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const answer = await talk.inClear(encodeMessage({ kind: 'read.request', table, row }))
      must(answer.kind === 'nack', `answered with ${answer.kind}; NACK is expected`)
    },
  },
  {
    id: 'rights.read-key-reads',
    title: 'Tariff registers are read under the read key',
    clause,
    async run(bench) {
      const { table, rows } = catalogue.tariffRegisters
      await (await bench.talk()).row(table, rows[0])
    },
  },
  {
    id: 'rights.keys-are-not-read',
    title: 'Keys are not read under any key',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const { table, rows } = catalogue.keys
      for (const ecc of ['ctr-read', ...(bench.subject.mayWrite ? (['ctr-write'] as const) : [])] as const) {
        const sealed = await talk.seal({ kind: 'read.request', table, row: rows[0] }, ecc)
        await talk.mustRefuse(sealed, 'access-denied', 'table-undefined', 'row-undefined')
      }
    },
  },
  {
    id: 'rights.read-key-does-not-write',
    title: 'A row that may be written is not written under the read key',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const { table, rows } = catalogue.clock
      // Its own time: a meter that takes it stays as it is.
      const data = await talk.row(table, rows[0])
      const sealed = await talk.seal({ kind: 'write.request', table, row: rows[0], data })
      await talk.mustRefuse(sealed, 'access-denied')
    },
  },
  {
    id: 'rights.measured-rows-are-not-written',
    title: 'Registers are not written under the write key',
    clause,
    async run(bench) {
      claims(bench.subject.mayWrite, noWriteKey)
      const talk = await bench.talk()
      const data = await talk.row(table, row)
      const sealed = await talk.seal({ kind: 'write.request', table, row, data }, 'ctr-write')
      await talk.mustRefuse(sealed, 'access-denied')
    },
  },
  {
    id: 'rights.wrong-row-is-not-written',
    title: 'A row of the wrong length is not written under the write key',
    clause,
    async run(bench) {
      claims(bench.subject.mayWrite, noWriteKey)
      const talk = await bench.talk()
      const { table, rows } = catalogue.clock
      const data = (await talk.row(table, rows[0])).subarray(0, 3)
      const sealed = await talk.seal({ kind: 'write.request', table, row: rows[0], data }, 'ctr-write')
      await talk.mustRefuse(sealed, 'length-wrong', 'value-refused')
    },
  },
  {
    id: 'rights.read-key-does-not-command',
    title: 'Nothing is commanded under the read key',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const command = {
        kind: 'command.request',
        command: unknownCommand,
        parameters: new Uint8Array(),
      } as const
      await talk.mustRefuse(await talk.seal(command), 'access-denied')
    },
  },
  {
    id: 'rights.unknown-command-is-refused',
    title: 'A command that does not exist is refused under the write key, too',
    clause,
    async run(bench) {
      claims(bench.subject.mayWrite, noWriteKey)
      const talk = await bench.talk()
      const command = {
        kind: 'command.request',
        command: unknownCommand,
        parameters: new Uint8Array(),
      } as const
      await talk.mustRefuse(await talk.seal(command, 'ctr-write'), 'message-unknown', 'value-refused')
    },
  },
]
