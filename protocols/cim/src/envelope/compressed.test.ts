import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { golden } from '../golden/golden.fixture.ts'
import { CimError, compressPayload, decodeMessage, encodeMessage, type Message } from '../index.ts'

function inflate(gzip: Uint8Array, most: number): Uint8Array {
  return gunzipSync(gzip, { maxOutputLength: most })
}

function compressed(message: Message): Message {
  if (message.kind === 'fault' || message.Payload === undefined) throw new Error('has no payload')
  return { ...message, Payload: compressPayload(message.Payload, octets => gzipSync(octets), message.year) }
}

const plain = decodeMessage(golden('reply-meter-readings'))

test('a compressed payload is opened in its place; without the means it stays closed', () => {
  const octets = encodeMessage(compressed(plain))
  expect(octets.length).toBeLessThan(encodeMessage(plain).length)
  const opened = decodeMessage(octets, { inflate, strict: true })
  expect(opened).toEqual({ ...plain, Payload: { ...(plain as { Payload: object }).Payload, Format: 'XML' } })
  expect(decodeMessage(octets)).toMatchObject({ Payload: { Compressed: expect.any(String) } })
})

test('a small stream that opens into a large text is refused at the bound, with the header', () => {
  const bomb = gzipSync(new Uint8Array(10_000_000).fill(0x20)).toString('base64')
  const octets = encodeMessage({ ...plain, Payload: { Compressed: bomb } } as Message)
  try {
    decodeMessage(octets, { inflate, limits: { octets: 1_000_000 } })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(CimError)
    expect(error).toMatchObject({
      code: 'compressed-invalid',
      path: 'Payload/Compressed',
      header: { MessageID: 'r-2' },
    })
  }
})
