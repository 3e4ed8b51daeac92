import { concat, equal } from '@ferraris/bytes'
import { decodeSegment, encodeCosem, encodeSegment, saps } from '@ferraris/smitp/cosem'
import { dsaps } from '@ferraris/smitp/mac'
import { catalogue } from '@ferraris/smitp/tables'
import { claims, must } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'
import type { SmitpTalk } from '../talk.ts'

/** AARQ of the public client, logical names, GET: what every DLMS server answers. */
const aarq = Uint8Array.from(
  Buffer.from('601da109060760857405080101be10040e01000000065f1f040000101dffff', 'hex'),
)
/** Any number will do: 0 to 7. */
const message = 5
/** Octets in each part of a row. */
const partLength = 5
const tariffDay = catalogue.tariffDay.table

async function segmentTo(talk: SmitpTalk, number: number, more: boolean, data: Uint8Array) {
  const lsdu = encodeSegment({ kind: 'segment', message, number, more, data })
  const answer = await talk.exchange({ dsap: dsaps.cosem, segmented: true, lsdu })
  must(answer !== undefined, `no answer to segment ${number}`)
  must(answer.segmented === true, `segment ${number} is answered without a segmentation header`)
  const value = decodeSegment(answer.lsdu)
  must(value.message === message, `message ${value.message} instead of ${message}`)
  return value
}

/** What does not fit into one message. */
export const segmentCases: readonly SmitpTestCase[] = [
  {
    id: 'segments.parts-make-the-row',
    title: 'A row that is read in parts has the octets of the whole',
    clause: 'CLC/TS 50568-8, 8',
    async run(bench) {
      const talk = await bench.talk()
      const { table, rows } = catalogue.identity
      const whole = await talk.row(table, rows[0])
      const parts: Uint8Array[] = []
      for (let offset = 0; offset < whole.length; offset += partLength) {
        const part = await talk.ask({
          kind: 'read-table-selective.request',
          table,
          row: rows[0],
          offset,
          length: partLength,
        })
        must(part.kind === 'read-table-selective.response', `${part.kind} in answer to READTAB`)
        parts.push(part.data)
      }
      must(equal(concat(...parts), whole), 'the parts are not the row')
    },
  },
  {
    id: 'segments.rows-as-asked',
    title: 'Rows are read from the first to the last that was asked for, each once',
    clause: 'CLC/TS 50568-8, 8',
    async run(bench) {
      const talk = await bench.talk()
      const [firstRow, lastRow] = [2, 4]
      const answer = await talk.ask({ kind: 'read-table.request', table: tariffDay, firstRow, lastRow })
      must(answer.kind === 'read-table.response', `${answer.kind} in answer to READTAB`)
      const numbers = answer.rows.map(({ row }) => row)
      must(numbers[0] === firstRow, `the first row is ${numbers[0]}, ${firstRow} was asked for`)
      const rising = numbers.every((row, i) => row <= lastRow && row > (numbers[i - 1] ?? -1))
      must(rising, `rows ${numbers.join(', ')} for ${firstRow} to ${lastRow}`)
    },
  },
  {
    id: 'segments.first-of-two-is-receipted',
    title: 'The first of two segments gets a receipt, the last one the answer',
    clause: 'CLC/TS 50568-8, 4',
    async run(bench) {
      const talk = await bench.talk()
      claims(!talk.isStream, 'this medium carries messages whole')
      const octets = encodeCosem({ server: 1, client: saps.public, apdu: aarq })
      const receipt = await segmentTo(talk, 0, true, octets.subarray(0, 9))
      must(receipt.kind === 'receipt', 'the first segment is answered as if it were all')
      must(receipt.received === 1, `the receipt tells of segments ${receipt.received.toString(2)}`)
      const answer = await segmentTo(talk, 1, false, octets.subarray(9))
      must(answer.kind === 'segment', 'the last segment gets a receipt and no answer')
    },
  },
  {
    id: 'segments.bare-message-is-refused',
    title: 'A message of COSEM without a segmentation header is refused',
    clause: 'CLC/TS 50568-8, 4',
    async run(bench) {
      const talk = await bench.talk()
      claims(!talk.isStream, 'this medium carries messages whole')
      const lsdu = encodeCosem({ server: 1, client: saps.public, apdu: aarq })
      const answer = await talk.exchange({ dsap: dsaps.cosem, lsdu })
      must(answer === undefined || answer.lsdu[0] === 255, 'it is answered')
    },
  },
]
