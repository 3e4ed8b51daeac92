import { concat } from '@ferraris/bytes'
import { fuzzDecoder, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MbusDeframer } from './deframer.ts'
import { encodeMbusFrames, MbusAssembler } from './segmentation.ts'

/** The APDUs in a stream that arrives in pieces. */
function apdusIn(stream: Uint8Array, pieces: Iterable<number>): Uint8Array[] {
  const deframer = new MbusDeframer()
  const assembler = new MbusAssembler()
  const frames = []
  let at = 0
  for (const length of pieces) {
    frames.push(...deframer.push(stream.subarray(at, at + length)))
    at += length
    if (at >= stream.length) break
  }
  frames.push(...deframer.silence())
  return frames.map(frame => assembler.take(frame)).filter(apdu => apdu !== undefined)
}

function always(length: number) {
  return Array<number>(10_000).fill(length)
}

test('APDUs come out of the stream as they went in, however the line slices it, with noise between', () => {
  const apdus = fc.array(fc.uint8Array({ minLength: 1, maxLength: 900 }), { minLength: 1, maxLength: 4 })
  const noise = fc.uint8Array({ maxLength: 9 }).map(octets => octets.filter(octet => octet !== 0x68))
  fc.assert(
    fc.property(apdus, noise, fc.integer({ min: 1, max: 300 }), (sent, between, size) => {
      const stream = concat(...sent.flatMap(apdu => [between, ...encodeMbusFrames(apdu)]))
      expect(apdusIn(stream, always(size))).toEqual(sent)
    }),
  )
})

test('a receiver that joins in the middle gets the next telegram whole', () => {
  const random = new Random(3)
  const [first, second] = [random.octets(700), random.octets(600)]
  const stream = concat(...[first, second].flatMap(apdu => encodeMbusFrames(apdu)))
  for (let from = 1; from < 700; from += 13) {
    expect(apdusIn(stream.subarray(from), always(50)).at(-1)).toEqual(second)
  }
})

test('a telegram that lost a segment is dropped, not the next one', () => {
  const random = new Random(4)
  const [one, two, three] = encodeMbusFrames(random.octets(700)) as [Uint8Array, Uint8Array, Uint8Array]
  const next = random.octets(20)
  for (const rest of [
    [one, three],
    [two, three],
    [one, two],
    [one, one.with(30, ~one[30]!), three],
  ]) {
    expect(apdusIn(concat(...rest, ...encodeMbusFrames(next)), always(64))).toEqual([next])
  }
})

test('an APDU that needs more than sixteen frames is refused', () => {
  expect(encodeMbusFrames(new Uint8Array(4000))).toHaveLength(16)
  expect(() => encodeMbusFrames(new Uint8Array(4001))).toThrow('4000 fit')
})

test('frames with a count that has run over come out of the stream, however the line slices it', () => {
  const apdu = new Random(5).octets(260)
  const content = concat(Uint8Array.of(0x53, 0xff, 0x00, 0x01, 0x67), apdu.subarray(0, 252))
  const check = content.reduce((total, octet) => (total + octet) & 0xff, 0)
  const first = concat(Uint8Array.of(0x68, 0x01, 0x01, 0x68), content, Uint8Array.of(check, 0x16))
  const [, last] = encodeMbusFrames(concat(new Uint8Array(250), apdu.subarray(252)))
  for (const size of [1, 9, 64, 600])
    expect(apdusIn(concat(first, last!, first, last!), always(size))).toEqual([apdu, apdu])
})

test('garbage is passed over and never piles up', () => {
  const corpus = [encodeMbusFrames(new Uint8Array(600)), encodeMbusFrames(new Uint8Array(3))].map(frames =>
    concat(...frames),
  )
  const { accepted } = fuzzDecoder(octets => apdusIn(octets, always(17)), corpus, { runs: 20_000 })
  expect(accepted).toBeGreaterThan(0)
})
