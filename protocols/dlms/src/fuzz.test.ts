import { equal, fromHex } from '@ferraris/bytes'
import { type Codec, decode, encode } from '@ferraris/codec'
import { data, encodeData, obis } from '@ferraris/cosem'
import { fuzzDecoder, mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { conformanceOf } from './apdu/association/conformance.ts'
import { createClient, stepClient } from './client/client.ts'
import type { ClientSettings, ClientState } from './client/state.ts'
import { hdlcFrame } from './hdlc/frame.ts'
import { hdlcParameters } from './hdlc/parameters.ts'
import { llc } from './llc.ts'
import { mbusFrame } from './mbus/long-frame.ts'
import type { ServiceRequest } from './request.ts'
import { SuiteKeys } from './security/keys/suite-keys.ts'
import { createServer, stepServer } from './server/server.ts'
import type { ServerSettings, ServerState } from './server/state.ts'
import { encodeWpdu, WrapperDeframer, wrapperHeader } from './wrapper.ts'

describe('framing', () => {
  const frame = {
    segmented: false,
    destination: { upper: 1, lower: 17, width: 4 as const },
    source: { upper: 16, width: 1 as const },
    control: { type: 'I' as const, sent: 3, received: 4, pollFinal: true },
    fcsValid: true,
  }
  const information = fromHex('e6e700c401c1000600000000')
  const mbus = {
    control: 0x53,
    address: 0xff,
    sourceSap: 1,
    destinationSap: 103,
    data: information,
    checksumValid: true,
    endValid: true,
  }
  const cases: [string, Codec<unknown>, Uint8Array[]][] = [
    [
      'HDLC frame',
      hdlcFrame as Codec<unknown>,
      [
        encode(hdlcFrame, frame),
        encode(hdlcFrame, { ...frame, segmented: true, information, hcsValid: true }),
      ],
    ],
    [
      'HDLC parameters',
      hdlcParameters as Codec<unknown>,
      [encode(hdlcParameters, { maxInfoTx: 2030, windowRx: 7 })],
    ],
    ['LLC', llc as Codec<unknown>, [encode(llc, 'command'), encode(llc, 'response')]],
    [
      'M-Bus frame',
      mbusFrame as Codec<unknown>,
      [encode(mbusFrame, { ...mbus, segment: { last: true, number: 3 } })],
    ],
    ['wrapper header', wrapperHeader as Codec<unknown>, [fromHex('0001001000010009')]],
  ]
  test.for(cases)('%s: what is encoded is decoded, what is broken refused', ([, codec, corpus]) => {
    for (const octets of corpus) expect(encode(codec, decode(codec, octets))).toEqual(octets)
    const { accepted, refused } = fuzzDecoder(octets => decode(codec, octets), corpus)
    expect(accepted).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
  })

  test('a stream of WPDUs may be cut anywhere', () => {
    const random = new Random(5)
    const wpdus = Array.from({ length: 40 }, (_, i) => ({
      source: i,
      destination: 1,
      apdu: random.octets(i * 7),
    }))
    const stream = Buffer.concat(wpdus.map(encodeWpdu))
    for (const longest of [1, 2, 3, 9, 100, 5_000]) {
      const deframer = new WrapperDeframer()
      const found = []
      for (let at = 0; at < stream.length; ) {
        const length = 1 + random.below(longest)
        found.push(...deframer.push(stream.subarray(at, at + length)))
        at += length
      }
      expect(found.map(({ apdu, ...ports }) => ({ ...ports, apdu: Uint8Array.from(apdu) }))).toEqual(wpdus)
    }
  })

  test('a broken stream of WPDUs is refused, and never holds more than a frame', () => {
    const corpus = [0, 1, 30, 300].map(length =>
      encodeWpdu({ source: 1, destination: 1, apdu: new Uint8Array(length) }),
    )
    const { accepted, refused } = fuzzDecoder(octets => {
      const deframer = new WrapperDeframer(1_000)
      for (let at = 0; at < octets.length; at += 13) deframer.push(octets.subarray(at, at + 13))
    }, corpus)
    expect(accepted).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    expect(() => new WrapperDeframer(1_000).push(fromHex('00010001000103e9'))).toThrow(
      'at most 1000 accepted',
    )
  })
})

const guek = fromHex('000102030405060708090a0b0c0d0e0f')
const gak = fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf')
const both = { authenticated: true, encrypted: true }
const register = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }
const long = { classId: 7, obis: obis('1.0.99.1.0.255'), attribute: 2 }
const longValue = encodeData(data.array(...Array.from({ length: 300 }, (_, i) => data.longUnsigned(i))))

type Kind = 'none' | 'gmac'

function serverSettings(): ServerSettings {
  let own = 1
  let received = -1
  const counters = {
    take: () => own++,
    received: () => received,
    accept: (counter: number) => {
      received = counter
    },
  }
  return {
    systemTitle: fromHex('4645520000000001'),
    conformance,
    maxReceivePduSize: 200,
    maxRequestLength: 2_000,
    associations: new Map([
      [16, { authentication: { mechanism: 'lowest' } }],
      [
        1,
        {
          authentication: { mechanism: 'high-gmac' },
          security: { keys: new SuiteKeys(guek, gak), policy: both, counters },
        },
      ],
    ]),
    device: {
      get: (_, { instanceId }) => (instanceId === long.obis ? longValue : encodeData(data.unsigned(7))),
      set: () => 'success',
      action: (_, __, parameters) => ({ result: 'success', ...(parameters && { data: parameters }) }),
    },
    random: length => new Uint8Array(length).fill(9),
  }
}

const conformance = conformanceOf(
  'get',
  'set',
  'action',
  'selective-access',
  'multiple-references',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
)

function clientSettings(kind: Kind): ClientSettings {
  return {
    authentication:
      kind === 'none' ? { mechanism: 'none' } : { mechanism: 'gmac', challenge: fromHex('0102030405060708') },
    ...(kind === 'gmac' && {
      security: {
        systemTitle: fromHex('4d4d4d0000000001'),
        keys: new SuiteKeys(guek, gak),
        protection: both,
      },
    }),
    proposedConformance: conformance,
    maxReceivePduSize: 300,
    maxResponseLength: 10_000,
  }
}

const requests: ServiceRequest[] = [
  { service: 'get', items: [register] },
  { service: 'get', items: [register, long, register] },
  { service: 'get', items: [long] },
  { service: 'set', items: [{ ...register, value: data.octets(new Uint8Array(500)) }] },
  {
    service: 'action',
    items: [
      { classId: 9, obis: obis('0.0.10.0.1.255'), method: 1, parameter: data.octets(new Uint8Array(400)) },
    ],
  },
]

/** A real conversation: what each side received, and in which state it was before. */
function conversation(kind: Kind) {
  const settings = serverSettings()
  const toServer: { state: ServerState; apdu: Uint8Array }[] = []
  const toClient: { state: ClientState; apdu: Uint8Array }[] = []
  let client = createClient(clientSettings(kind), { next: 0, end: 1_000 })
  let server = createServer(kind === 'none' ? 16 : 1)
  for (const input of [
    { kind: 'associate' as const },
    ...requests.map(request => ({ kind: 'request' as const, request })),
    { kind: 'release' as const },
  ]) {
    let [next, outputs] = stepClient(client, input)
    for (;;) {
      client = next
      const sent = outputs.find(output => output.kind === 'send')
      if (sent === undefined) break
      toServer.push({ state: server, apdu: sent.apdu })
      const [state, answers] = stepServer(settings, server, sent.apdu)
      server = state
      const { apdu } = answers.find(answer => answer.kind === 'send')!
      toClient.push({ state: client, apdu })
      ;[next, outputs] = stepClient(client, { kind: 'apdu', apdu })
    }
  }
  return { settings, toServer, toClient, client, server }
}

/**
 * Whether octets carry the protected content of a genuine APDU. The tag octet before it is not authenticated, and octets
 * behind it are passed over, as some servers send them.
 */
function sameProtected(octets: Uint8Array, genuine: Uint8Array): boolean {
  return equal(octets.subarray(1, genuine.length), genuine.subarray(1))
}

describe.each<Kind>(['none', 'gmac'])('machines in an association with authentication %s', kind => {
  const { settings, toServer, toClient, client } = conversation(kind)
  const random = new Random(11)

  test('hold the conversation that is broken hereafter', () => {
    expect(client.phase.name).toBe('closed')
    expect(toServer.length).toBeGreaterThan(12)
  })

  test('the server answers any octets, and keeps its association unless it is released or replaced', () => {
    const corpus = toServer.map(({ apdu }) => apdu)
    for (const apdu of mutations(3, corpus, 30_000)) {
      const { state } = random.of(toServer)
      const [next, outputs] = stepServer(settings, state, apdu)
      const answers = outputs.filter(output => output.kind === 'send').length
      // One that asks for no confirmation is carried out in silence.
      expect(answers).toBeLessThanOrEqual(1)
      if (kind === 'gmac') expect(answers).toBe(1)
      if (apdu[0] === 0x60 || apdu[0] === 0x62) continue
      // What proves itself may stand no lower than before, and nothing stands that did not stand before.
      const { association } = state
      expect(next.association?.requester).toEqual(association?.requester)
      expect(next.association?.conformance).toBe(association?.conformance)
      if (association?.challenges !== undefined && next.association?.challenges === undefined)
        expect(corpus.some(genuine => equal(genuine, apdu))).toBe(true)
    }
  })

  test('the client takes any octets, and is associated by nothing but what the server sent', () => {
    const corpus = toClient.map(({ apdu }) => apdu)
    const phases = new Set<string>()
    for (const apdu of mutations(4, corpus, 30_000)) {
      const { state } = random.of(toClient)
      const [next, outputs] = stepClient(state, { kind: 'apdu', apdu })
      phases.add(next.phase.name)
      const failed = outputs.some(output => output.kind === 'failed')
      const convinced = outputs.some(output => output.kind === 'associated' || output.kind === 'response')
      if (kind === 'gmac' && convinced)
        expect(corpus.some(genuine => sameProtected(apdu, genuine))).toBe(true)
      // After a failure it has either given up, or stands ready for the next request.
      if (failed) expect(['closed', 'ready']).toContain(next.phase.name)
    }
    expect(phases).toContain('closed')
  })
})
