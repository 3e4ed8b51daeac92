import { concat, fromHex, toHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { data, encodeData, obis } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { conformanceOf } from '../apdu/association/conformance.ts'
import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { createClient, stepClient } from '../client/client.ts'
import { encodeFlagged, encodeHdlcFrame, flag } from '../hdlc/frame.ts'
import { mbusFrame } from '../mbus/long-frame.ts'
import { encodeMbusFrames } from '../mbus/segmentation.ts'
import { cipheredP1, p1Keys, p1Text, p1Title } from '../push/p1.fixture.ts'
import { SuiteKeys } from '../security/keys/suite-keys.ts'
import { createServer, stepServer } from '../server/server.ts'
import type { ServerSettings } from '../server/state.ts'
import { explainSession, type Message } from './collections/session.ts'
import { detectTransport } from './detect.ts'
import { explain, explainApdus } from './explain.ts'

const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'

/** A compact frame 21 of the Italian customer channel, pushed: power 3100 W after band crossing 7. */
const pushed = fromHex(
  'db084d4d4d0000bc614e2730012345678e1212ff9c5a4556612b2e64dde9c5280f644f047b3acd3f3017cf40b4044f31ca2e',
)

/** One APDU or several, wrapped in every transport that can carry them. */
function wrapped(message: Uint8Array): Uint8Array[] {
  const behindLlc = concat(fromHex('e6e700'), message)
  return [
    message,
    behindLlc,
    concat(fromHex('00010001001000'), Uint8Array.of(message.length), message),
    encodeFlagged({
      segmented: false,
      source: { upper: 1, width: 1 },
      destination: { upper: 16, width: 1 },
      control: { type: 'UI', pollFinal: true },
      information: behindLlc,
    }),
    ...encodeMbusFrames(message),
  ]
}

test('a general block that is not the last one is incomplete, in every transport', () => {
  for (const octets of wrapped(fromHex('e0010001000002c401'))) {
    const { transport, errors, values } = explain(octets)
    expect(errors, transport).toMatchObject([
      { layer: 'block transfer', message: expect.stringContaining('block 2 is missing, and awaited') },
    ])
    expect(values).toEqual([])
  }
  const only = explainApdus([fromHex('e0010001000002c401')])
  expect(only.errors).toMatchObject([{ layer: 'block transfer' }])
  const { errors } = explainSession([{ from: 'server', octets: fromHex('e0010001000002c401') }], 'apdu')
  expect(errors).toMatchObject([{ layer: 'block transfer' }])
})

test('several APDUs in one message are all told, in every transport', () => {
  const both = fromHex('c401c1000600000007c401c20006000000fe')
  for (const octets of wrapped(both)) {
    const { transport, apdus, errors } = explain(octets)
    expect(errors, transport).toEqual([])
    expect(apdus, transport).toMatchObject([{ invokeId: 1 }, { invokeId: 2 }])
  }
  const twice = fromHex('e6e700c401c1000600000007e6e700c401c20006000000fe')
  expect(explain(twice)).toMatchObject({ transport: 'llc', errors: [], apdus: [{}, {}] })
  const frame = encodeFlagged({
    segmented: false,
    source: { upper: 1, width: 1 },
    destination: { upper: 16, width: 1 },
    control: { type: 'I', sent: 0, received: 1, pollFinal: true },
    information: twice,
  })
  expect(explain(frame)).toMatchObject({ errors: [], apdus: [{ invokeId: 1 }, { invokeId: 2 }] })
  // One that was cut in two, by itself or behind another.
  for (const [one, other] of [
    ['c401c1000600', '000007'],
    ['c401c1000600000007c401c20006', '000000fe'],
  ] as const) {
    const { apdus, errors } = explainApdus([fromHex(one), fromHex(other)])
    expect(errors).toEqual([])
    expect(apdus[0]).toMatchObject({ invokeId: 1 })
  }
  // What follows an APDU and is none is left over, as it was.
  expect(explain(fromHex('c401c1000600000007ff')).errors).toHaveLength(1)
})

test('an M-Bus frame whose count has run over is read, as Sagemcom T210-D sends it', () => {
  const title = fromHex('5341475905eadb83')
  const plain = concat(fromHex('0f00000001000981ea'), new Uint8Array(234))
  const content260 = new SuiteKeys(fromHex(guek), fromHex(gak)).protect(0x30, title, 5, plain)
  const apdu = concat(fromHex('db08'), title, fromHex('820104'), content260)
  const content = concat(fromHex('53ff000167'), apdu.subarray(0, 252))
  const check = content.reduce((total, octet) => (total + octet) & 0xff, 0)
  const [, last] = encodeMbusFrames(concat(new Uint8Array(250), apdu.subarray(252)))
  const octets = concat(fromHex('68010168'), content, Uint8Array.of(check, 0x16), last!)
  const { transport, errors, reassembledHex } = explain(octets, { keys: { guek, gak } })
  expect(transport).toBe('mbus')
  expect(errors).toEqual([])
  expect(reassembledHex).toBe(toHex(apdu))
})

describe('text of port P1 in place of an APDU', () => {
  const octets = cipheredP1()

  test.each([
    ['both keys', p1Keys, true],
    ['the encryption key alone', { guek: p1Keys.guek }, undefined],
  ] as const)('is read with %s', (_, keys, tagValid) => {
    const { apdus, values, errors } = explain(octets, { keys })
    expect(errors).toEqual([])
    expect(apdus).toMatchObject([
      {
        apdu: 'general-glo-ciphering',
        inner: { apdu: 'p1-telegram', identification: 'SAG5SAG-METER', crcValid: true, text: p1Text },
        ...(tagValid && { security: { tagValid } }),
      },
    ])
    expect(values).toContainEqual({
      obis: '1.0.1.8.0.255',
      value: 1234.567,
      unit: 'kWh',
      time: '2026-11-21 08:15:00',
    })
    expect(values).toContainEqual({
      obis: '0.1.24.2.1.255',
      value: 12.345,
      unit: 'm3',
      time: '2026-11-21 08:00:00',
    })
    expect(values).toContainEqual(expect.objectContaining({ value: 'SAG5000000000001' }))
  })

  test('with one key missing or wrong, the other is not blamed', () => {
    const { gak, guek } = p1Keys
    expect(explain(octets, { keys: { gak } }).errors).toEqual([])
    const [wrongGak] = explain(octets, { keys: { guek, gak: guek } }).errors
    expect(wrongGak?.message).toContain('the encryption key fits, the authentication key (GAK) does not')
    const [wrongGuek] = explain(octets, { keys: { guek: gak, gak } }).errors
    expect(wrongGuek?.message).toContain('the encryption key (GUEK) is not')
    // Content of a kind that is not known, and no key that could prove anything.
    const odd = new SuiteKeys(fromHex(guek), fromHex(gak)).protect(0x30, p1Title, 8, fromHex('ffee00112233'))
    const apdu = concat(fromHex('db08'), p1Title, Uint8Array.of(odd.length), odd)
    const [undecided] = explain(apdu, { keys: { guek } }).errors
    expect(undecided?.message).toContain('give the authentication key (GAK), which tells')
    expect(undecided?.message).not.toContain('is not the one')
  })
})

describe('a ciphered push', () => {
  test('comes out layer by layer, each field with its octets', () => {
    const { transport, layers, apdus, errors } = explain(pushed, { keys: { guek, gak } })
    expect(transport).toBe('apdu')
    expect(errors).toEqual([])
    const [outer, inner] = layers
    expect(outer).toMatchObject({ name: 'general-glo-ciphering', from: 0, to: 50, summary: 'authentic' })
    expect(outer!.fields.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['tag', 0, 1],
      ['systemTitle', 1, 10],
      ['content', 10, 50],
    ])
    expect(outer!.fields[2]!.fields!.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['length', 10, 11],
      ['securityControl', 11, 12],
      ['invocationCounter', 12, 16],
      ['content', 16, 38],
      ['authenticationTag', 38, 50],
    ])
    expect(inner).toMatchObject({
      name: 'data-notification',
      hex: '0f00000007000201090c150161f75bd0000700000c1c',
    })
    expect(inner!.fields.at(-1)).toEqual({
      name: 'notificationBody',
      from: 6,
      to: 22,
      value: 'structure of 1',
      fields: [{ name: '[0]', from: 8, to: 22, value: 'octet-string 150161f75bd0000700000c1c' }],
    })
    expect(apdus).toMatchObject([{ apdu: 'general-glo-ciphering', security: { tagValid: true } }])
  })

  test('without its key shows what needs none', () => {
    const { layers, apdus, errors } = explain(pushed)
    expect(errors).toEqual([])
    expect(layers).toMatchObject([{ summary: 'encrypted; give its key to see the content' }])
    expect(apdus[0]).toMatchObject({
      security: { invocationCounter: 0x01234567, systemTitle: '4d4d4d0000bc614e' },
    })
    expect(apdus[0]).not.toHaveProperty('plaintextHex')
  })

  test('tells which key is wrong, where in the telegram, and finds the right one among many', () => {
    const wrongGak = explain(pushed, { keys: { guek, gak: guek } })
    expect(wrongGak.errors).toMatchObject(
      [
        {
          layer: 'general-glo-ciphering',
          path: 'content',
          offset: 16,
          message: /encryption key fits.*\(GAK\) does not/,
        },
      ].map(fault => ({ ...fault, message: expect.stringMatching(fault.message) })),
    )
    expect(wrongGak.apdus[0]).toMatchObject({
      security: { tagValid: false },
      inner: { apdu: 'data-notification' },
    })
    const wrongGuek = explain(pushed, { keys: { guek: gak, gak } })
    expect(wrongGuek.errors).toMatchObject([
      { message: expect.stringContaining('encryption key (GUEK) is not') },
    ])
    expect(wrongGuek.apdus[0]).not.toHaveProperty('inner')
    const many = explain(pushed, {
      keys: [
        { guek: gak, gak },
        { guek, gak: guek },
        { guek, gak },
      ],
    })
    expect(many.errors).toEqual([])
  })

  test('names a key that cannot be one and does not show it', () => {
    const { errors } = explain(pushed, { keys: { guek: 'secret!', gak: '0011' } })
    expect(errors).toMatchObject([
      { layer: 'keys', path: 'guek', message: 'guek is not hex; write 16 or 32 octets as hex' },
      { layer: 'keys', path: 'gak', message: 'gak has 2 octets; write 16 or 32 octets as hex' },
    ])
  })
})

const clock = fromHex('090c07ea0b1506030f0000ffc400')
const list = encodeData(
  data.array(
    data.structure(
      data.octets(fromHex('0100200700ff')),
      data.longUnsigned(2301),
      data.structure(data.integer(-1), data.enumeration(35)),
    ),
    data.structure(data.octets(fromHex('0000600100ff')), data.text('12345')),
  ),
)
const notification = concat(fromHex('0f000000010c'), clock.subarray(2), list)

const address = { upper: 1, width: 1 as const }
function hdlc(information: Uint8Array, segmented = false) {
  return concat(
    Uint8Array.of(flag),
    encodeHdlcFrame({
      segmented,
      destination: address,
      source: address,
      control: { type: 'UI', pollFinal: true },
      information,
    }),
    Uint8Array.of(flag),
  )
}
function mbus(part: Uint8Array, number: number, last: boolean) {
  return encode(mbusFrame, {
    control: 0x53,
    address: 0xff,
    segment: { last, number },
    sourceSap: 1,
    destinationSap: 103,
    data: part,
    checksumValid: true,
    endValid: true,
  })
}
const readings = [
  { obis: '1.0.32.7.0.255', value: 230.1, unit: 'V', time: '2026-11-21 03:15:00 +01:00' },
  { obis: '0.0.96.1.0.255', value: '12345', unit: null, time: '2026-11-21 03:15:00 +01:00' },
]

describe('a push of named values', () => {
  const llc = fromHex('e6e700')
  const message = concat(llc, notification)
  const cases: [string, Uint8Array][] = [
    ['apdu', notification],
    ['llc', message],
    ['wrapper', concat(Uint8Array.of(0, 1, 0, 1, 0, 16, 0, notification.length), notification)],
    ['hdlc', hdlc(message)],
    ['hdlc', concat(hdlc(message.subarray(0, 20), true), hdlc(message.subarray(20)))],
    ['mbus', concat(mbus(notification.subarray(0, 30), 0, false), mbus(notification.subarray(30), 1, true))],
  ]
  test.for(cases)('by %s gives them scaled, with unit and time', ([transport, octets]) => {
    expect(detectTransport(octets)).toBe(transport)
    const { errors, apdus, values } = explain(octets)
    expect(errors).toEqual([])
    expect(apdus).toMatchObject([{ apdu: 'data-notification', dateTime: toHex(clock.subarray(2)) }])
    expect(values).toEqual(readings)
  })

  test('in a damaged frame gives none, and says where the damage is', () => {
    const frame = hdlc(message)
    frame[30]! ^= 1
    const { errors, values } = explain(frame)
    expect(errors[0]).toMatchObject({ layer: 'hdlc', path: 'fcs', offset: frame.length - 3 })
    expect(values).toEqual([])
  })
})

test('what may be an APDU or a Data is what can be decoded to its end', () => {
  expect(detectTransport(fromHex('0f05'))).toBe('data')
  expect(detectTransport(fromHex('0500000001'))).toBe('data')
  expect(detectTransport(fromHex('050102fa08'))).toBe('apdu')
  expect(detectTransport(fromHex('0600000001'))).toBe('data')
  expect(detectTransport(new Uint8Array())).toBe('apdu')
})

describe('general block transfer', () => {
  const whole = concat(fromHex('c401c10009'), Uint8Array.of(60), new Uint8Array(60).fill(7))
  const block = (number: number, lastBlock = false) =>
    tagged(apduTags['general-block-transfer'], generalBlockTransfer, {
      blockControl: { lastBlock, streaming: true, window: 3 },
      blockNumber: number,
      blockNumberAck: 0,
      blockData: whole.subarray((number - 1) * 20, lastBlock ? whole.length : number * 20),
    })

  test('is put together in whatever order the blocks come, and however often', () => {
    const { reassembledHex, inner, errors } = explainApdus([
      block(1),
      block(3),
      block(3),
      block(4, true),
      block(2),
    ])
    expect(errors).toEqual([])
    expect(reassembledHex).toBe(toHex(whole))
    expect(inner).toMatchObject({ apdu: 'get-response-normal' })
  })

  test('with a block missing says which', () => {
    const { errors } = explainApdus([block(1), block(2), block(4, true)])
    expect(errors).toMatchObject([
      { layer: 'block transfer', message: expect.stringContaining('block 3 is missing') },
    ])
  })
})

describe('a conversation', () => {
  test('is read with its global keys alone: titles and the dedicated key stand in its messages', () => {
    const { messages, errors } = explainSession(secured(), 'apdu', { keys: { guek, gak } })
    expect([...errors, ...messages.flatMap(message => message.errors)]).toEqual([])
    expect(messages.map(({ title }) => title)).toEqual([
      'aarq',
      'aare accepted',
      'action-request-normal 0.0.40.0.0.255:1',
      'action-response-normal success',
      'get-request-normal 1.0.1.8.0.255:2',
      'get-response-normal',
      'rlrq',
      'rlre',
    ])
    expect(messages[4]!.apdu).toMatchObject({ apdu: 'ded-get-request', security: { tagValid: true } })
  })

  test('goes on after a message that is malformed', () => {
    const { messages } = explainSession(
      [
        { from: 'server', octets: fromHex('c402c101000000020004011100') },
        { from: 'client', octets: fromHex('c001c100080000010000ff0200') },
      ],
      'apdu',
    )
    expect(messages[0]).toMatchObject({ malformed: 'not a well-formed APDU: eof want 4 have 3' })
    expect(messages[0]).not.toHaveProperty('apdu')
    expect(messages[1]!.title).toBe('get-request-normal 0.0.1.0.0.255:2')
  })
})

/** A whole association of the two machines: HLS 5, dedicated key, service-specific ciphering. */
function secured(): Message[] {
  const keys = new SuiteKeys(fromHex(guek), fromHex(gak))
  const both = { authenticated: true, encrypted: true }
  const conformance = conformanceOf('get', 'action')
  let own = 1
  const counters = { take: () => own++, received: () => -1, accept: () => {} }
  const settings: ServerSettings = {
    systemTitle: fromHex('4645520000000001'),
    conformance,
    maxReceivePduSize: 1024,
    maxRequestLength: 1024,
    associations: new Map([
      [1, { authentication: { mechanism: 'high-gmac' }, security: { keys, policy: both, counters } }],
    ]),
    device: {
      get: () => encodeData(data.unsigned(1)),
      set: () => 'success',
      action: () => ({ result: 'success' }),
    },
    random: length => new Uint8Array(length).fill(9),
  }
  let server = createServer(1)
  let client = createClient(
    {
      authentication: { mechanism: 'gmac', challenge: fromHex('0102030405060708') },
      security: {
        systemTitle: fromHex('4d4d4d0000000001'),
        keys,
        protection: both,
        dedicatedKey: new Uint8Array(16).fill(3),
      },
      proposedConformance: conformance,
      maxReceivePduSize: 1024,
      maxResponseLength: 1024,
    },
    { next: 1, end: 100 },
  )
  const messages: Message[] = []
  const items = [{ classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }]
  const inputs = [
    { kind: 'associate' as const },
    { kind: 'request' as const, request: { service: 'get' as const, items } },
    { kind: 'release' as const },
  ]
  for (const input of inputs) {
    let [next, outputs] = stepClient(client, input)
    for (;;) {
      client = next
      const sent = outputs.find(output => output.kind === 'send')
      if (sent === undefined) break
      const [state, answers] = stepServer(settings, server, sent.apdu)
      server = state
      const { apdu } = answers.find(output => output.kind === 'send')!
      messages.push({ from: 'client', octets: sent.apdu }, { from: 'server', octets: apdu })
      ;[next, outputs] = stepClient(client, { kind: 'apdu', apdu })
    }
  }
  return messages
}
