import { concat, fromHex, toHex } from '@ferraris/bytes'
import { encodeIpMessage, smitpPort } from '@ferraris/smitp/ip'
import { aca } from '@ferraris/smitp/mac'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainConversation } from '../conversation.ts'
import { CaptureError } from './capture-error.ts'
import { conversationsOf } from './conversations.ts'
import { FrameCutter } from './frames.ts'
import { OrderedStream } from './ordered-stream.ts'
import { isCapture, packetsOf } from './packet-file.ts'

const get = fromHex('0001 0010 0001 000d c001c100080000010000ff0200')
const response = fromHex('0001 0001 0010 0006 c401c1000500')

function u16(value: number): number[] {
  return [value >> 8, value & 0xff]
}
function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)]
}

/** An Ethernet frame with a TCP segment in it. */
function tcp(from: number, to: number, sequence: number, payload: Uint8Array, flags = 0x18): Uint8Array {
  const segment = [...u16(from), ...u16(to), ...u32(sequence), ...u32(0), 0x50, flags, ...u16(0), ...u32(0)]
  const total = 20 + segment.length + payload.length
  const ip = [0x45, 0, ...u16(total), 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, from & 1, 10, 0, 0, to & 1]
  return Uint8Array.from([...Array(12).fill(2), 0x08, 0x00, ...ip, ...segment, ...payload])
}

function le32(value: number): number[] {
  return u32(value).reverse()
}

function classic(packets: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([
    ...[...le32(0xa1b2c3d4), 2, 0, 4, 0, ...le32(0), ...le32(0), ...le32(65535), ...le32(1)],
    ...packets.flatMap(packet => [
      ...le32(0),
      ...le32(0),
      ...le32(packet.length),
      ...le32(packet.length),
      ...packet,
    ]),
  ])
}

function ng(packets: readonly Uint8Array[]): Uint8Array {
  const block = (type: number, body: readonly number[]): number[] => {
    const padded = [...body, ...Array((4 - (body.length % 4)) % 4).fill(0)]
    const length = le32(padded.length + 12)
    return [...le32(type), ...length, ...padded, ...length]
  }
  return Uint8Array.from([
    ...block(0x0a0d0d0a, [...le32(0x1a2b3c4d), 1, 0, 0, 0, ...Array(8).fill(0xff)]),
    ...block(1, [1, 0, 0, 0, ...le32(0)]),
    ...packets.flatMap(packet =>
      block(6, [
        ...le32(0),
        ...le32(0),
        ...le32(0),
        ...le32(packet.length),
        ...le32(packet.length),
        ...packet,
      ]),
    ),
  ])
}

const session = [
  tcp(50001, 4059, 99, new Uint8Array(), 0x02),
  tcp(4059, 50001, 499, new Uint8Array(), 0x12),
  tcp(50001, 4059, 100, get.subarray(0, 9)),
  tcp(50001, 4059, 109, get.subarray(9)),
  tcp(50001, 4059, 100, get.subarray(0, 9)),
  tcp(4059, 50001, 506, response.subarray(6)),
  tcp(4059, 50001, 500, response.subarray(0, 6)),
]

test.each([
  ['pcap', classic(session)],
  ['pcapng', ng(session)],
])('%s: segments that were cut, repeated and overtaken become one conversation', (_, file) => {
  expect(isCapture(file)).toBe(true)
  const [conversation, ...others] = conversationsOf(packetsOf(file))
  expect(others).toEqual([])
  expect(conversation).toMatchObject({
    client: '10.0.0.1:50001',
    server: '10.0.0.1:4059',
    framing: 'wrapper',
  })
  expect(conversation?.messages.map(({ from, octets }) => [from, toHex(octets)])).toEqual([
    ['client', toHex(get)],
    ['server', toHex(response)],
  ])
})

describe('a stream', () => {
  test('comes out once and in order, whatever became of its segments, around the end of the numbers, too', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 })
    const start = fc.constantFrom(0, 5, 0xffff_fff0)
    fc.assert(
      fc.property(start, order, fc.array(fc.nat(7), { maxLength: 5 }), (first, sent, again) => {
        const stream = new OrderedStream()
        const octets = Uint8Array.from({ length: 40 }, (_, i) => i)
        const piece = (i: number) => stream.push((first + i * 5) >>> 0, octets.subarray(i * 5, i * 5 + 5))
        const opening = stream.push(first, new Uint8Array())
        const out = [...opening, ...[...sent, ...again].flatMap(piece)]
        expect(toHex(concat(...out))).toBe(toHex(octets))
      }),
    )
  })

  test('goes on behind a hole that is never filled', () => {
    const stream = new OrderedStream()
    stream.push(0, Uint8Array.of(1))
    const out = Array.from({ length: 70 }, (_, i) => stream.push(10 + i, Uint8Array.of(i))).flat()
    expect(concat(...out)).toEqual(Uint8Array.from({ length: 70 }, (_, i) => i))
  })
})

test('frames are cut wherever the line was cut, and noise is passed over', () => {
  const frame = fromHex('7ea00a000203002193f37e00'.slice(0, 24))
  const wrapper = new FrameCutter('wrapper')
  const all = concat(fromHex('ffff'), get, response)
  const frames = [...all].flatMap(octet => wrapper.push(Uint8Array.of(octet)))
  expect(frames.map(octets => toHex(octets))).toEqual([toHex(get), toHex(response)])
  expect(new FrameCutter('hdlc').push(frame)).toHaveLength(1)
})

test('bare APDUs are told apart, several in one segment and one cut in two', () => {
  const [one, two, three] = ['c401c1000600000001', 'c401c2000600000002', 'c401c3000600000003'].map(
    fromHex,
  ) as [Uint8Array, Uint8Array, Uint8Array]
  const all = concat(one, two, three)
  const [conversation] = conversationsOf(
    packetsOf(classic([tcp(4059, 50001, 500, all.subarray(0, 22)), tcp(4059, 50001, 522, all.subarray(22))])),
  )
  expect(conversation?.framing).toBe('apdu')
  expect(conversation?.messages.map(({ octets }) => toHex(octets))).toEqual(
    [one, two, three].map(octets => toHex(octets)),
  )
})

test('a broken file is refused with its place, and nothing else is thrown', () => {
  const files = [classic(session), ng(session)]
  for (const file of files) expect(() => packetsOf(file.subarray(0, file.length - 5))).toThrow(CaptureError)
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.nat(400), fc.nat(255), (file, at, value) => {
      const broken = file.slice()
      broken[at % broken.length] = value
      try {
        conversationsOf(packetsOf(broken))
      } catch (error) {
        expect(error).toBeInstanceOf(CaptureError)
      }
    }),
  )
})

test('SMITP over IP is cut out of a capture and told as such, message by message', () => {
  const message = encodeIpMessage({
    source: 1,
    destination: 1,
    service: 'request',
    dsap: 0,
    ecc: 'none',
    aca: aca('0102030A0B0C'),
    lsdu: fromHex('02003f'),
  })
  const two = concat(message, message)
  const [conversation] = conversationsOf(
    packetsOf(
      classic([tcp(50001, smitpPort, 1, two.subarray(0, 9)), tcp(50001, smitpPort, 10, two.subarray(9))]),
    ),
  )
  expect(conversation?.messages).toHaveLength(2)
  const { messages } = explainConversation(conversation!.messages, 'smitp', { transport: 'ip' })
  expect(messages).toMatchObject([
    { from: 'client', errors: [], message: { kind: 'read.request' } },
    { from: 'client', errors: [], message: { kind: 'read.request' } },
  ])
})
