import { concat } from '@ferraris/bytes'
import { encodeMessage } from '@ferraris/smitp'
import { catalogue } from '@ferraris/smitp/tables'
import { must } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'
import type { SmitpTalk } from '../talk.ts'

const { table, rows } = catalogue.statusWord
const readStatus = encodeMessage({ kind: 'read.request', table, row: rows[0] })
/** Codes of NACK (our choice): the message, the length. */
const messageUnknown = 1
const lengthWrong = 5
/** No message has this ATTR. */
const unknownAttribute = 99

async function mustNack(talk: SmitpTalk, lsdu: Uint8Array, code: number): Promise<void> {
  const answer = await talk.inClear(lsdu)
  must(answer.kind === 'nack', `answered with ${answer.kind}; NACK is expected`)
  must(answer.error === code, `NACK with code ${answer.error}; ${code} is expected`)
}

/** Octets that are no request, or not all of one. */
export const lengthCases: readonly SmitpTestCase[] = [
  {
    id: 'lengths.longer-is-refused',
    title: 'A request with octets behind its end is refused',
    clause: 'CLC/TS 50568-8, 8',
    run: async bench => await mustNack(await bench.talk(), concat(readStatus, Uint8Array.of(0)), lengthWrong),
  },
  {
    id: 'lengths.shorter-is-refused',
    title: 'A request that lacks octets is refused',
    clause: 'CLC/TS 50568-8, 8',
    run: async bench => await mustNack(await bench.talk(), readStatus.subarray(0, -1), lengthWrong),
  },
  {
    id: 'lengths.unknown-message-is-refused',
    title: 'A message that does not exist is refused',
    clause: 'CLC/TS 50568-8, 8',
    run: async bench => await mustNack(await bench.talk(), Uint8Array.of(unknownAttribute), messageUnknown),
  },
  {
    id: 'lengths.cut-proof-is-refused',
    title: 'A protected request that is too short for its proof is refused with the counter of the meter',
    clause: 'CLC/TS 50568-8, 8',
    async run(bench) {
      const talk = await bench.talk()
      const whole = await talk.seal({ kind: 'read.request', table, row: rows[0] })
      await talk.mustRefuse({ ...whole, lsdu: whole.lsdu.subarray(0, 12) }, 'not-authentic')
    },
  },
]
