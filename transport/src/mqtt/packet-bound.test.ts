import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PacketBound } from './packet-bound.ts'

const most = 300

/** A PUBLISH with a body of so many octets: its fixed header, and as many of them as there shall be. */
function packet(length: number, sent = length): Buffer {
  const header = [0x30]
  let rest = length
  do {
    header.push(rest > 127 ? (rest % 128) | 0x80 : rest)
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.concat([Buffer.from(header), Buffer.alloc(sent, 0xff)])
}

/** What becomes of a stream of octets that arrive in pieces of these sizes. */
async function fate(octets: Buffer, pieces: readonly number[], raisedTo?: number): Promise<string> {
  const stream = new PassThrough()
  const errors: string[] = []
  stream.on('error', error => errors.push(error.message))
  const bound = PacketBound.on(stream, most)
  if (raisedTo !== undefined) bound.raise(raisedTo)
  let at = 0
  for (let i = 0; at < octets.length && !stream.destroyed; i++) {
    const piece = pieces[i % pieces.length]!
    stream.write(octets.subarray(at, at + piece))
    at += piece
    await new Promise(resolve => setImmediate(resolve))
  }
  return errors[0] ?? 'open'
}

test('packets up to the bound pass, however they are cut, and one that is longer ends the stream', async () => {
  const lengths = fc.array(fc.nat(most), { minLength: 1, maxLength: 5 })
  const pieces = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(lengths, pieces, async (lengths, pieces) => {
      const whole = Buffer.concat(lengths.map(length => packet(length)))
      expect(await fate(whole, pieces)).toBe('open')
      expect(await fate(Buffer.concat([whole, packet(most + 1, 0)]), pieces)).toMatch(/packet of 301 octets/)
    }),
    { numRuns: 100, seed: 1 },
  )
})

test('the header alone is enough: nothing of the body has to come', async () => {
  expect(await fate(packet(268_435_455, 0), [64])).toMatch(/at most 300/)
})

test('a length of more than four octets ends the stream', async () => {
  expect(await fate(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]), [1])).not.toBe('open')
})

test('a peer that has become known may send longer ones', async () => {
  expect(await fate(packet(most + 1), [100], 1000)).toBe('open')
})
