import { readFileSync } from 'node:fs'
import { fromHex } from '@ferraris/bytes'
import { mutations } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { explainLine } from './collections/line.ts'
import { explainSession } from './collections/session.ts'
import { explain } from './explain.ts'
import { type Transport, transports } from './transports/transport.ts'

interface Vector {
  readonly frameHex?: string
  readonly framesHex?: string[]
  readonly keys?: object
}
const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/computed.json', import.meta.url), 'utf8'),
) as Vector[]

/** Frames of every transport that the vectors do not have, beside theirs. */
const frames = [
  ...vectors.flatMap(({ frameHex, framesHex = [] }) => [...framesHex, ...(frameHex ? [frameHex] : [])]),
  '0001000100010009c401c1000600000000',
  '7ea0070303938c117e7ea02a410883130413e6e7000f40000000000101020309060100010700ff06000024f402020f00161ba77f7e',
  '7ea023030002002373c0488180140502008006020080070400000001080400000001ce6a7e',
  '680e0e6853ff100167c401c10006000000007c16',
  'e6e700c401c1000600000000',
  '021613020406020f1104a5a5a5a5',
].map(fromHex)

const keys = [
  { guek: '000102030405060708090a0b0c0d0e0f', gak: 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf' },
  { guek: 'ff'.repeat(16), ded: '00112233445566778899aabbccddeeff', kek: '000102030405060708090a0b0c0d0e0f' },
]

describe('explain', () => {
  test('takes whatever octets come, and its answer stays in proportion to them', () => {
    const random = ['auto', ...transports] as const
    let explained = 0
    let at = 0
    for (const octets of mutations(1, frames, 30_000)) {
      const transport = random[at++ % 3 === 0 ? at % random.length : 0]!
      const { layers, errors, ...rest } = explain(octets, { transport, keys })
      if (errors.length === 0) explained++
      // Now and then, for it takes longer than the explanation itself.
      if (at % 50 === 0) {
        const length = JSON.stringify({ layers, errors, ...rest }).length
        expect(length).toBeLessThan(20_000 + octets.length * 2_000)
      }
    }
    expect(explained).toBeGreaterThan(300)
    expect(explained).toBeLessThan(29_700)
  })

  test('takes conversations of broken messages', () => {
    const framings: Transport[] = ['wrapper', 'hdlc', 'mbus', 'apdu']
    const broken = [...mutations(2, frames, 4_000)]
    for (let i = 0; i + 10 <= broken.length; i += 10) {
      const messages = broken
        .slice(i, i + 10)
        .map((octets, n) => ({ from: n % 2 === 0 ? ('client' as const) : ('server' as const), octets }))
      expect(explainSession(messages, framings[(i / 10) % 4]!, { keys }).messages).toHaveLength(10)
    }
  })

  test('takes whatever JSON a line holds', () => {
    for (const line of [
      {},
      { frameHex: 5 },
      { frameHex: 'xyz' },
      { frameHex: '00', transport: 'pigeon' },
      { frameHex: '00', keys: { guek: 'short' } },
      { frameHex: '00', keys: 7 },
      { frameHex: '00', keys: [null] },
      { kind: 'constructor' },
      { frameHex: '' },
      { framesHex: [1, null] },
      { messages: [{}] },
      { messages: [{ from: 'client', hex: '0' }], framing: 'hdlc' },
      { kind: 'riddle' },
      { kind: 'hls', mechanism: 9 },
      { kind: 'key-wrap', kek: '00', key: '00' },
      { kind: 'ecdsa-verify', suite: 1, signerPublicKey: '00', messageHex: '', signatureHex: '' },
      { kind: 'key-agreement', suite: 2, algorithm: 'AES-GCM-256', aPrivateKey: '00', bPublicKey: '00' },
      { kind: 'compact-data-class62', templateDescriptionHex: '02ff', compactBufferHex: '' },
    ]) {
      expect(explainLine(line).errors).not.toEqual([])
    }
  })
})
