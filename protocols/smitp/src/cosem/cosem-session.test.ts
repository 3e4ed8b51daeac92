import { mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { encodeSegment, segments } from '../segmentation/segment.ts'
import { encodeCosem, saps } from './cosem.ts'
import { type CosemClientState, createCosemClient, stepCosemClient } from './cosem-client.ts'
import { createCosemServer, stepCosemServer } from './cosem-server.ts'

function octets(length: number, first = 0) {
  return Uint8Array.from({ length }, (_, i) => first + i * 7)
}

/** A DLMS server that answers with as many octets as the first two of the APDU say, and counts. */
function bench(lost: () => boolean) {
  let served = 0
  let server = createCosemServer()
  let client: CosemClientState = createCosemClient(5)
  const ask = (apdu: Uint8Array): Uint8Array | undefined => {
    let [next, outputs] = stepCosemClient(client, {
      kind: 'apdu',
      apdu: { server: 1, client: saps.management, apdu },
    })
    for (let exchange = 0; exchange < 200; exchange++) {
      client = next
      const [output] = outputs
      if (output?.kind === 'apdu') return output.apdu
      if (output?.kind !== 'send' || lost()) {
        ;[next, outputs] = stepCosemClient(client, { kind: 'repeat' })
        continue
      }
      const [state, answer] = stepCosemServer(
        request => {
          served++
          return octets(request.apdu[0]! * 256 + request.apdu[1]!, request.apdu[2])
        },
        server,
        output,
      )
      server = state
      ;[next, outputs] = stepCosemClient(
        client,
        lost() ? { kind: 'repeat' } : { kind: 'answer', lsdu: answer.lsdu },
      )
    }
    ;[client] = stepCosemClient(client, { kind: 'abandon' })
    return undefined
  }
  return { ask, served: () => served }
}

describe('DLMS over SMITP', () => {
  test.each([
    [3, 1],
    [120, 125],
    [126, 126],
    [2030, 2030],
  ])('carries %i octets there and %i back', (there, back) => {
    const { ask, served } = bench(() => false)
    const apdu = octets(there)
    apdu.set([back >> 8, back & 0xff, 9])
    expect(ask(apdu)).toEqual(octets(back, 9))
    expect(served()).toBe(1)
  })

  test('asks the server once for each APDU, however often the line fails, and the same APDU anew', () => {
    const random = new Random(3)
    const { ask, served } = bench(() => random.below(4) === 0)
    for (let turn = 1; turn <= 40; turn++) {
      const apdu = octets(3 + random.below(800))
      apdu.set([turn % 3, 40, 1])
      expect(ask(apdu)).toEqual(octets((turn % 3) * 256 + 40, 1))
      expect(served()).toBe(turn)
    }
    ask(Uint8Array.of(0, 1, 2))
    ask(Uint8Array.of(0, 1, 2))
    expect(served()).toBe(42)
  })

  test('is given up when the server’s answer is too long for segments', () => {
    const { ask } = bench(() => false)
    expect(ask(Uint8Array.of(0x08, 0x00, 0))).toBeUndefined()
  })
})

test('the server survives whatever comes, and keeps one message in each direction', () => {
  const message = segments(2, encodeCosem({ server: 1, client: 16, apdu: octets(300) }))
  const valid = [...message.map(encodeSegment), encodeSegment({ kind: 'receipt', message: 2, received: 1 })]
  let state = createCosemServer()
  for (const lsdu of mutations(3, valid, 20_000)) {
    ;[state] = stepCosemServer(({ apdu }) => apdu, state, { lsdu: lsdu.subarray(0, 128), segmented: true })
    expect(state.incoming?.parts.size ?? 0).toBeLessThanOrEqual(16)
    expect(state.served?.answer.length ?? 0).toBeLessThanOrEqual(16)
  }
})
