import { fromHex, toHex } from '@ferraris/bytes'
import { mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { encodeMessage } from '../application/messages.ts'
import { encodeCosem } from '../cosem/cosem.ts'
import { encodeHostFrame } from '../host-interface/frame.ts'
import { encodeHeardFrame } from '../host-interface/payloads.ts'
import { encodeIpMessage } from '../ip/message.ts'
import { aca, broadcast } from '../mac/address.ts'
import { encodeFrame, type MacFrame } from '../mac/frame.ts'
import { encodeNetworkMessage } from '../network/messages.ts'
import { encodeOptical } from '../optical/optical.ts'
import { encodePhy } from '../phy/phy-frame.ts'
import { answerChallenge, challenge } from '../security/challenge.ts'
import { protect } from '../security/protect.ts'
import { refuse } from '../security/refusal.ts'
import type { SmitpSecurity } from '../security/security.ts'
import { SmitpKey } from '../security/smitp-key.ts'
import { encodeSegment, segments } from '../segmentation/segment.ts'
import { catalogue } from '../tables/catalogue.ts'
import { explainSmitp, smitpKinds } from './explain.ts'

const meter = aca('0102030A0B0C')
const read = '000102030405060708090a0b0c0d0e0f'
const write = 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'
const keys = { aca: meter, read, write, lmon: 42 }
const security: SmitpSecurity = {
  aca: meter,
  keys: { read: new SmitpKey(fromHex(read)), write: new SmitpKey(fromHex(write)) },
  mode: 'hardened',
}
function frameOf(lsdu: Uint8Array, rest: Partial<MacFrame> = {}): MacFrame {
  return {
    address: meter,
    route: [],
    discipline: 'RA2',
    control: { poll: true, response: false, segmented: false, bNode: false },
    dsap: 0,
    ecc: 'none',
    lsdu,
    ...rest,
  }
}
function psduOf(lsdu: Uint8Array, rest?: Partial<MacFrame>) {
  return encodeFrame(frameOf(lsdu, rest))
}
const readRequest = encodeMessage({ kind: 'read.request', table: 0, row: 0x3f })
const sealed = protect(
  security,
  { direction: 'request', ecc: 'ctr-read', mon: 43n },
  readRequest,
  fromHex('00f1536500000400'),
)
const sealedPsdu = psduOf(sealed, { ecc: 'ctr-read', address: aca('464500000001'), route: [meter] })
const heard = encodeHeardFrame({ reception: { signal: 60, snr: 12, inPhase: false }, psdu: sealedPsdu })
function packed(symbols: Uint8Array) {
  return Uint8Array.from({ length: Math.ceil(symbols.length / 8) }, (_, i) =>
    symbols.subarray(8 * i, 8 * i + 8).reduce((octet, symbol, bit) => octet | (symbol << (7 - bit)), 0),
  )
}
const ip = encodeIpMessage({
  source: 1,
  destination: 1,
  service: 'request',
  dsap: 0,
  ecc: 'ctr-read',
  aca: meter,
  lsdu: sealed,
})

const telegrams = {
  phy: packed(encodePhy(sealedPsdu)),
  mac: sealedPsdu,
  ip,
  optical: encodeOptical(sealedPsdu),
  host: encodeHostFrame({ repeat: false, code: 'phy-data.indication', payload: heard }),
} as const

describe('a ciphered READ.req', () => {
  test.for(Object.entries(telegrams))(
    'by %s is opened with the keys, and tells octets and time',
    ([kind, octets]) => {
      const { layers, errors, message, kind: found } = explainSmitp(octets, { keys })
      expect(errors).toEqual([])
      expect(found).toBe(kind)
      expect(message).toEqual({ kind: 'read.request', table: 0, row: 0x3f })
      const [ciphered, opened, time] = layers.slice(-3)
      expect(ciphered!.summary).toBe('request, hardened, counter 43, TMAC valid')
      expect(opened).toMatchObject({ name: 'message', hex: '02003f', summary: 'read.request' })
      expect(opened!.fields[0]!.fields).toEqual([
        { name: 'table', from: 1, to: 2, value: 0, meaning: 'status word' },
        { name: 'row', from: 2, to: 3, value: 63 },
      ])
      expect(time!.summary).toBe('2023-11-14T22:13:20.000Z')
    },
  )

  test('without keys says what is missing; with wrong ones, which octets they do not open', () => {
    expect(explainSmitp(sealedPsdu).layers.at(-1)!.summary).toMatch(/give its keys/)
    expect(explainSmitp(sealedPsdu).errors).toEqual([])
    const wrong = explainSmitp(sealedPsdu, { keys: { ...keys, read: write } })
    expect(wrong.errors).toEqual([
      expect.objectContaining({ layer: 'authenticated message', path: 'ciphered', offset: 17 }),
    ])
    expect(explainSmitp(sealedPsdu, { keys: { read, lmon: 43 } }).message).toBeDefined()
    expect(explainSmitp(sealedPsdu, { keys: { read, lmon: 44 } }).message).toBeUndefined()
  })

  test('shows the fields of its frame with the octets they stand in', () => {
    const [mac] = explainSmitp(sealedPsdu).layers
    expect(mac).toMatchObject({ name: 'mac', summary: 'RA2 by way of 464500000001 0102030A0B0C' })
    expect(mac!.fields.map(({ name, from, to }) => `${name} ${from}-${to}`)).toEqual([
      'length 0-1',
      'address 1-7',
      'ctl 7-8',
      'route 1 8-14',
      'control 14-15',
      'lsap 15-16',
      'lsdu 16-35',
      'crc 35-39',
    ])
  })
})

describe('telegrams of other kinds', () => {
  test('network management', () => {
    const discovery = { kind: 'address.request', phase: 'any', tcr: 0x55, add: 0, shift: 0 } as const
    const { layers, message } = explainSmitp(
      psduOf(encodeNetworkMessage(discovery), { dsap: 2, address: broadcast, discipline: 'RC4' }),
    )
    expect(message).toEqual(discovery)
    expect(layers[0]!.fields[1]).toEqual({
      name: 'address',
      from: 1,
      to: 7,
      value: broadcast,
      meaning: 'broadcast',
    })
  })

  test('a DLMS APDU, in clear or in one segment', () => {
    const apdu = fromHex('c001c1')
    const lsdu = encodeCosem({ server: 1, client: 16, apdu })
    const control = { poll: true, response: false, segmented: true, bNode: false }
    for (const psdu of [
      psduOf(lsdu, { dsap: 1 }),
      psduOf(encodeSegment(segments(3, lsdu)[0]!), { dsap: 1, control }),
    ]) {
      const { layers, message } = explainSmitp(psdu)
      expect(message).toEqual({ server: 1, client: 16, apdu })
      expect(layers.at(-1)!.fields.map(({ meaning }) => meaning)).toEqual(['management', 'public', undefined])
    }
  })

  test('an LSDU by itself, with the meter that the keys name', () => {
    expect(explainSmitp(sealed, { keys })).toMatchObject({ kind: 'lsdu', message: { kind: 'read.request' } })
  })

  test('an answer shows its row, where it is said what was asked', () => {
    const answer = encodeMessage({ kind: 'read.response', data: fromHex('0900070000000000') })
    expect(explainSmitp(answer).layers).toHaveLength(1)
    const { layers } = explainSmitp(psduOf(answer), { asked: { table: 0, row: 0x3f } })
    expect(layers.at(-1)).toMatchObject({
      name: 'status word',
      from: 11,
      to: 19,
      summary: 'table 0, row 63, 0.0.96.10.1.255',
    })
    expect(layers.at(-1)!.fields.slice(0, 2)).toEqual([
      { name: 'conditions', from: 11, to: 13, value: 9 },
      { name: 'eventCounter', from: 13, to: 15, value: 7 },
    ])
  })

  test('a challenge and a refusal state the counter of the meter', () => {
    const request = challenge(security, length => new Uint8Array(length))
    const answer = encodeMessage(answerChallenge(security, request, 4711n))
    expect(explainSmitp(psduOf(answer), { keys }).layers.at(-1)!.summary).toMatch(
      /^challenge.response; the meter's counter: 4711/,
    )
    const refusal = refuse(security, 'ctr-read', sealed, { code: 10, lmon: 99n })
    const { layers, errors } = explainSmitp(psduOf(refusal, { ecc: 'ctr-read' }), { keys })
    expect(errors).toEqual([])
    expect(layers.at(-1)!.summary).toMatch(/counter: 99/)
    expect(layers.at(-1)!.fields[1]!.fields![0]).toMatchObject({
      name: 'code',
      value: 10,
      meaning: 'not-authentic',
    })
  })

  test('symbols of a noisy line, with the number of those corrected', () => {
    const symbols = encodePhy(sealedPsdu)
    for (const at of [100, 200, 300]) symbols[at]! ^= 1
    const { layers, errors } = explainSmitp(packed(symbols), { keys })
    expect(errors).toEqual([])
    expect(layers[0]!.summary).toMatch(/^3 of \d+ symbols corrected/)
    expect(layers[0]!.fields.map(({ name, from, to }) => `${name} ${from}-${to}`).slice(0, 3)).toEqual([
      'preamble 0-4',
      'unique word 4-8',
      'mode 8-9',
    ])
    expect(layers[1]!.hex).toBe(toHex(sealedPsdu))
  })

  test('keys on their way into a meter are not shown', () => {
    const lsdu = encodeMessage({ kind: 'write.request', table: 5, row: 0, data: fromHex(write + read) })
    const writing = protect(security, { direction: 'request', ecc: 'ctr-write', mon: 43n }, lsdu)
    const explanation = explainSmitp(psduOf(writing, { ecc: 'ctr-write' }), { keys })
    expect(explanation.layers.at(-1)!.summary).toBe('write.request; its keys are not shown')
    expect(JSON.stringify(explanation)).not.toContain(read.slice(0, 16))
  })

  test('keys on their way into a modem are not shown', () => {
    const payload = fromHex(`08${write}${read}`)
    const { layers } = explainSmitp(encodeHostFrame({ repeat: false, code: 'mib-write.request', payload }))
    expect(JSON.stringify(layers)).not.toContain(read.slice(0, 16))
  })
})

describe('what is wrong', () => {
  test('with a frame is reported with field, octet and remedy', () => {
    const damaged = sealedPsdu.slice()
    damaged[20]! ^= 1
    expect(explainSmitp(damaged).errors).toEqual([
      {
        layer: 'mac',
        path: 'crc',
        offset: 35,
        message:
          'the CRC-32 does not fit the octets of the frame; was the telegram copied without a mistake?',
      },
    ])
    expect(explainSmitp(new Uint8Array()).errors[0]!.message).toMatch(/no octets/)
  })

  test('with keys is reported without repeating them', () => {
    const { errors } = explainSmitp(sealedPsdu, {
      keys: [{ read: 'aabb' }, { aca: 'meter' }, { write: 'secret' }, { lmon: 'x' }],
    })
    expect(errors.map(({ path }) => path).slice(0, 4)).toEqual(['0.read', '1.aca', '2.write', '3.lmon'])
    expect(JSON.stringify(errors)).not.toMatch(/aabb|secret/)
  })

  test('with the octets of any row, is never an exception', () => {
    const random = new Random(2)
    const kinds = Object.values(catalogue)
    const answer = (length: number) => encodeMessage({ kind: 'read.response', data: random.octets(length) })
    const corpus = [0, 1, 8, 24, 60, 111].map(answer)
    let known = 0
    for (const octets of mutations(2, corpus, 10_000)) {
      const { table, rows } = random.of(kinds)
      const { layers, errors } = explainSmitp(octets, { kind: 'lsdu', asked: { table, row: rows[0] } })
      if (layers.length > 1 && errors.length === 0) known++
    }
    expect(known).toBeGreaterThan(100)
  })

  test('with whatever octets, is never an exception', () => {
    const random = new Random(1)
    const corpus = [
      ...Object.values(telegrams),
      sealed,
      readRequest,
      psduOf(encodeCosem({ server: 1, client: 1, apdu: sealed }), { dsap: 1 }),
    ]
    let explained = 0
    for (const octets of mutations(1, corpus, 8_000)) {
      const kind = random.below(3) === 0 ? random.of(smitpKinds) : 'auto'
      const { layers, errors } = explainSmitp(octets, { kind, keys: { ...keys, lmon: 43, mode: 'hardened' } })
      if (errors.length === 0) explained++
      expect(JSON.stringify(layers).length).toBeLessThan(20_000 + 100 * octets.length)
    }
    expect(explained).toBeGreaterThan(150)
    expect(explained).toBeLessThan(7_850)
  })
})
