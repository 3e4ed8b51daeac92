import { concat, equal } from '@ferraris/bytes'
import { supports } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { apduOf, type Bench } from '../bench.ts'
import { octetsOf, type Talk } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { claims, must, needs } from '../verdict.ts'

const invokeIdAndPriority = { id: 1, confirmed: true, highPriority: true }
const objectList = { classId: 15, instanceId: obisCodes.currentAssociation, attributeId: 2 }

const get = octetsOf({
  apdu: 'get-request',
  value: { kind: 'get-request-normal', invokeIdAndPriority, attribute: objectList },
})
function next(blockNumber: number): Uint8Array {
  return octetsOf({
    apdu: 'get-request',
    value: { kind: 'get-request-next', invokeIdAndPriority, blockNumber },
  })
}

/** An association with a PDU size so small that the object list comes in blocks. */
async function narrow(bench: Bench): Promise<Talk> {
  const talk = await bench.talk(bench.subject.publicClient, settings => ({
    ...settings,
    maxReceivePduSize: 64,
  }))
  const server = await talk.associate()
  claims(
    supports(server.conformance, 'block-transfer-with-get-or-read'),
    'the server does not offer block transfer with GET',
  )
  return talk
}

async function blockOf(talk: Talk, request: Uint8Array) {
  const answer = apduOf(await talk.exchange(request))
  must(answer?.apdu === 'get-response', `${answer?.apdu ?? 'nothing'} in answer to GET`)
  return answer.value
}

/** Block transfer with GET. */
export const blockCases: readonly TestCase[] = [
  {
    id: 'blocks.whole-value',
    title: 'A long value in blocks is the same as in one piece, and every APDU fits',
    clause: 'IEC 62056-5-3, 9.4.6.9',
    async run(bench) {
      const wide = await bench.association(bench.subject.publicClient)
      const whole = await bench.get(wide, {
        classId: objectList.classId,
        obis: objectList.instanceId,
        attribute: objectList.attributeId,
      })
      needs(whole.kind === 'data', 'the public client may not read the object list')
      const talk = await narrow(bench)
      const blocks: Uint8Array[] = []
      for (let number = 1; ; number++) {
        const reaction = await talk.exchange(number === 1 ? get : next(number - 1))
        must(reaction.kind !== 'apdu' || reaction.apdu.length <= 64, 'an APDU longer than the client accepts')
        const answer = apduOf(reaction)
        must(answer?.apdu === 'get-response', `${answer?.apdu ?? 'nothing'} in answer to GET`)
        const response = answer.value
        if (number === 1)
          needs(response.kind !== 'get-response-normal', 'the object list fits into 64 octets')
        must(response.kind === 'get-response-with-datablock', `${response.kind} instead of a block`)
        must(response.blockNumber === number, `block ${response.blockNumber} instead of ${number}`)
        must(response.result.kind === 'raw-data', `block ${number} is refused`)
        blocks.push(response.result.rawData)
        if (response.lastBlock) break
      }
      must(equal(concat(...blocks), whole.data), 'the blocks put together differ from the value in one piece')
    },
  },
  {
    id: 'blocks.wrong-number',
    title: 'A block number out of order ends the transfer with data-block-number-invalid',
    clause: 'IEC 62056-5-3, 9.4.6.9',
    async run(bench) {
      const talk = await narrow(bench)
      const first = await blockOf(talk, get)
      needs(first.kind === 'get-response-with-datablock', 'the object list fits into 64 octets')
      const wrong = await blockOf(talk, next(7))
      const found = resultOf(wrong)
      must(
        found === 'data-block-number-invalid' || found === 'long-get-aborted',
        `${found}; data-block-number-invalid is expected`,
      )
      must(resultOf(await blockOf(talk, next(1))) !== 'data', 'the transfer went on')
    },
  },
  {
    id: 'blocks.none-under-way',
    title: 'The next block of no transfer is no-long-get-in-progress',
    clause: 'IEC 62056-5-3, 9.4.6.9',
    async run(bench) {
      const talk = await narrow(bench)
      const found = resultOf(await blockOf(talk, next(1)))
      must(
        found === 'no-long-get-in-progress' || found === 'data-block-number-invalid',
        `${found}; no-long-get-in-progress is expected`,
      )
    },
  },
]

function resultOf(response: Awaited<ReturnType<typeof blockOf>>): string {
  if (response.kind === 'get-response-with-list') return 'list'
  const { result } = response
  return result.kind === 'data-access-result' ? result.result : 'data'
}
