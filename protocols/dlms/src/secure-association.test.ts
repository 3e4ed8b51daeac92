import { concat, fromHex, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { type Data, data, decodeData, encodeData, obis } from '@ferraris/cosem'
import { mutations, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aare } from './acse/aare.ts'
import { aarq } from './acse/aarq.ts'
import { anyApdu } from './apdu/apdu.ts'
import { conformanceOf } from './apdu/association/conformance.ts'
import { apduTags } from './apdu/tags.ts'
import { createClient, stepClient } from './client/client.ts'
import type { ClientAuthentication, ClientOutput, ClientSecurity, ClientSettings } from './client/state.ts'
import { headerOctets, signedOctets } from './security/exchange-header.ts'
import { PrivateKey, type PublicKeySuite } from './security/keys/elliptic-curve.ts'
import type { KeyChoice } from './security/keys/end-to-end-key.ts'
import type { KeyPairs } from './security/keys/keyring.ts'
import { type SecuritySuite, SuiteKeys } from './security/keys/suite-keys.ts'
import type { Protection } from './security/security-control.ts'
import { SecurityError } from './security/security-error.ts'
import { bitsOfPolicy, policyOfBits, policyOfVersion0, version0OfPolicy } from './security/security-policy.ts'
import { createServer, stepServer } from './server/server.ts'
import type {
  AssociationSettings,
  CounterSource,
  ServerAuthentication,
  ServerEvent,
  ServerSecurity,
  ServerSettings,
} from './server/state.ts'

const clientTitle = fromHex('4d4d4d0000000001')
const serverTitle = fromHex('4645520000000001')
const random = new Random(2026)
function octets(length: number) {
  return random.octets(length)
}
function key(suite: SecuritySuite) {
  return octets(suite === 2 ? 32 : 16)
}

/** Everything that two parties of one suite hold, each with its own secrets. */
function parties(suite: SecuritySuite) {
  const [guek, gak, gbek, masterKey] = [key(suite), key(suite), key(suite), key(suite)]
  const shared = {
    keys: new SuiteKeys(guek, gak, suite),
    broadcastKeys: new SuiteKeys(gbek, gak, suite),
    masterKey,
  }
  if (suite === 0) return { client: shared, server: shared }
  const pairs = () => {
    const [client, server] = [PrivateKey.generate(suite, octets), PrivateKey.generate(suite, octets)]
    const ofServer = (title: Uint8Array) =>
      toHex(title) === toHex(serverTitle) ? server.publicKey : undefined
    const ofClient = (title: Uint8Array) =>
      toHex(title) === toHex(clientTitle) ? client.publicKey : undefined
    return { client: { own: client, peer: ofServer }, server: { own: server, peer: ofClient } }
  }
  const [signing, agreement] = [pairs(), pairs()]
  return {
    client: { ...shared, signing: signing.client, agreement: agreement.client },
    server: { ...shared, signing: signing.server, agreement: agreement.server },
  }
}
const held = { 0: parties(0), 1: parties(1), 2: parties(2) } as const
type Held = ReturnType<typeof parties>['client'] & {
  readonly signing?: KeyPairs
  readonly agreement?: KeyPairs
}

function signingOf(suite: PublicKeySuite, side: 'client' | 'server'): KeyPairs {
  return (held[suite][side] as Held).signing!
}

const register = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }
const long = { classId: 1, obis: obis('0.0.96.1.0.255'), attribute: 2 }
const longValue = data.array(...Array.from({ length: 300 }, (_, i) => data.doubleLongUnsigned(i)))
const conformance = conformanceOf(
  'get',
  'set',
  'action',
  'general-protection',
  'multiple-references',
  'block-transfer-with-get-or-read',
)

function counters() {
  const last = new Map<string, number>()
  const name = ({ systemTitle, broadcast }: CounterSource) => `${toHex(systemTitle)} ${broadcast}`
  let next = 100
  return {
    last,
    take: () => next++,
    received: (source: CounterSource) => last.get(name(source)) ?? -1,
    accept: (counter: number, _: boolean, source: CounterSource) => void last.set(name(source), counter),
  }
}

interface Terms {
  readonly client: Omit<Partial<ClientSettings>, 'security'> & {
    readonly security?: ClientSecurity | undefined
  }
  readonly server: AssociationSettings
}

/** Both machines over a line that can be listened to. */
class Line {
  readonly values = new Map<string, Data>([
    [register.obis, data.doubleLongUnsigned(4711)],
    [long.obis, longValue],
  ])
  readonly settings: ServerSettings
  client
  server = createServer(1)
  readonly requests: Uint8Array[] = []
  readonly responses: Uint8Array[] = []
  readonly events: ServerEvent[] = []
  readonly protections: Protection[] = []

  constructor({ client, server }: Terms, first = 0) {
    this.settings = {
      systemTitle: serverTitle,
      conformance,
      maxReceivePduSize: 2000,
      maxRequestLength: 10_000,
      associations: new Map([[1, server]]),
      random: octets,
      device: {
        get: (requester, { instanceId }) => {
          this.protections.push(requester.protection)
          const value = this.values.get(instanceId)
          return value === undefined ? 'object-undefined' : encodeData(value)
        },
        set: (_, { instanceId }, value) => {
          this.values.set(instanceId, decodeData(value))
          return 'success'
        },
        action: () => ({ result: 'object-undefined' }),
      },
    }
    const settings: ClientSettings = {
      authentication: { mechanism: 'none' },
      proposedConformance: conformance,
      maxReceivePduSize: 700,
      maxResponseLength: 100_000,
      ...(client as Partial<ClientSettings>),
    }
    this.client = createClient(settings, { next: first, end: first + 1000 })
  }

  run(input: Parameters<typeof stepClient>[1], between = (apdu: Uint8Array) => apdu): ClientOutput {
    let [state, outputs] = stepClient(this.client, input)
    for (;;) {
      this.client = state
      const sent = outputs.find(output => output.kind === 'send')
      if (sent === undefined) return outputs[0]!
      this.requests.push(sent.apdu)
      const answer = this.ask(sent.apdu)
      this.responses.push(answer)
      ;[state, outputs] = stepClient(this.client, { kind: 'apdu', apdu: between(answer) })
    }
  }

  /** Gives octets to the server. */
  ask(apdu: Uint8Array): Uint8Array {
    const [state, outputs] = stepServer(this.settings, this.server, apdu)
    this.server = state
    for (const output of outputs) if (output.kind === 'event') this.events.push(output.event)
    return outputs.find(output => output.kind === 'send')!.apdu
  }

  associate(between?: (apdu: Uint8Array) => Uint8Array) {
    return outcome(this.run({ kind: 'associate' }, between))
  }

  get(item = register) {
    const output = this.run({ kind: 'request', request: { service: 'get', items: [item] } })
    if (output.kind !== 'response' || output.response.service !== 'get') return outcome(output)
    const [result] = output.response.results
    return result?.kind === 'data' ? decodeData(result.data) : result?.result
  }
}

function outcome(output: ClientOutput) {
  return output.kind === 'failed' ? output.error.code : output.kind
}

const both = { authenticated: true, encrypted: true }
const secret = octets(20)

/** A mechanism as each side has to be told of it. */
type Mechanism = Exclude<ClientAuthentication['mechanism'], 'none' | 'low'>
const password = new TextEncoder().encode('password')
function twist({ received }: { received: Uint8Array }) {
  return Uint8Array.from(received, octet => octet ^ secret[0]!)
}

function authentications(
  suite: SecuritySuite,
): Record<'none' | 'low' | Mechanism, [ClientAuthentication, ServerAuthentication] | undefined> {
  const challenge = octets(32)
  return {
    none: [{ mechanism: 'none' }, { mechanism: 'lowest' }],
    low: [
      { mechanism: 'low', password },
      { mechanism: 'low', password },
    ],
    manufacturer: [
      { mechanism: 'manufacturer', challenge, answer: twist },
      { mechanism: 'high-manufacturer', answer: twist },
    ],
    md5: [
      { mechanism: 'md5', challenge, secret },
      { mechanism: 'high-md5', secret },
    ],
    sha1: [
      { mechanism: 'sha1', challenge, secret },
      { mechanism: 'high-sha1', secret },
    ],
    gmac: [{ mechanism: 'gmac', challenge }, { mechanism: 'high-gmac' }],
    sha256: [
      { mechanism: 'sha256', challenge, secret },
      { mechanism: 'high-sha256', secret },
    ],
    ecdsa:
      suite === 0
        ? undefined
        : [
            { mechanism: 'ecdsa', challenge, signing: signingOf(suite, 'client') },
            { mechanism: 'high-ecdsa', signing: signingOf(suite, 'server') },
          ],
  }
}

const mechanisms = ['none', 'low', 'manufacturer', 'md5', 'sha1', 'gmac', 'sha256', 'ecdsa'] as const
const suites = [0, 1, 2] as const

const forms: Record<string, (suite: SecuritySuite) => ClientSecurity['ciphering']> = {
  'service-specific': () => 'service',
  general: () => 'general',
  'an identified key': () => ({ kind: 'identified' }),
  'a wrapped key': suite => ({ kind: 'wrapped', key: key(suite) }),
  'a key agreed on in one pass': suite =>
    suiteChoice(suite, s => ({ kind: 'one-pass', ephemeral: PrivateKey.generate(s, octets) })),
  'a key agreed on by static keys': suite => suiteChoice(suite, () => ({ kind: 'static-unified' })),
}
function suiteChoice(suite: SecuritySuite, choice: (suite: PublicKeySuite) => KeyChoice) {
  return suite === 0 ? undefined : choice(suite)
}

function secured(
  suite: SecuritySuite,
  mechanism: (typeof mechanisms)[number],
  more: Partial<ClientSecurity> = {},
  policy: Protection = both,
): Terms {
  const [client, server] = authentications(suite)[mechanism]!
  const security: ClientSecurity = {
    systemTitle: clientTitle,
    protection: policy,
    ...held[suite].client,
    ...more,
  }
  const served: ServerSecurity = { policy, counters: counters(), ...held[suite].server }
  return {
    client: { authentication: client, security },
    server: { authentication: server, security: served },
  }
}

const all = suites.flatMap(suite =>
  mechanisms
    .filter(mechanism => authentications(suite)[mechanism] !== undefined)
    .flatMap(mechanism =>
      Object.entries(forms)
        .filter(([, form]) => form(suite) !== undefined)
        .flatMap(([name, form]) =>
          (suite === 0 ? [false] : [false, true]).map(signed => ({ suite, mechanism, name, form, signed })),
        ),
    ),
)

describe('an association', () => {
  test.each(all)(
    'of suite $suite with $mechanism, ciphered with $name, signed $signed',
    ({ suite, mechanism, form, signed }) => {
      const ciphering = form(suite)!
      const line = new Line(secured(suite, mechanism, { ciphering }, { ...both, signed }))
      expect(line.associate()).toBe('associated')
      expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
      expect(line.get(long)).toEqual(longValue)
      expect(line.run({ kind: 'release' }).kind).toBe('released')
      expect(line.protections[0]).toMatchObject({ ...both, ...(signed && { signed }) })
      for (const response of line.responses) expect(response.length).toBeLessThanOrEqual(700)
      expect(line.events).toEqual(['associated', 'released'])
      const clear = toHex(encodeData(data.doubleLongUnsigned(4711)))
      expect([...line.requests, ...line.responses].map(apdu => toHex(apdu)).join()).not.toContain(clear)
    },
  )

  test.each(mechanisms.filter(mechanism => mechanism !== 'gmac' && mechanism !== 'ecdsa'))(
    'with %s needs no ciphering',
    mechanism => {
      const [authentication, served] = authentications(0)[mechanism]!
      const line = new Line({
        client: { authentication, systemTitle: clientTitle },
        server: { authentication: served },
      })
      expect(line.associate()).toBe('associated')
      expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
    },
  )

  test.each(suites)('of suite %i with GMAC may stay plain, where the policy asks for nothing', suite => {
    const line = new Line(secured(suite, 'gmac', {}, { authenticated: false, encrypted: false }))
    expect(line.associate()).toBe('associated')
    expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
    expect(toHex(line.responses.at(-1)!)).toContain('0600001267')
  })

  test.each(suites)('of suite %i ciphers with a dedicated key of its own', suite => {
    const line = new Line(secured(suite, 'gmac', { dedicatedKey: key(suite) }))
    expect(line.associate()).toBe('associated')
    expect(line.get(long)).toEqual(longValue)
    expect(line.requests.at(-1)![0]).toBe(apduTags['ded-get-request'])
  })

  test('takes a dedicated key only of the length that the suite has', () => {
    const line = new Line(secured(0, 'gmac'))
    const wrong = new Line(secured(2, 'gmac', { dedicatedKey: key(2) }))
    expect(wrong.associate()).toBe('associated')
    expect(() =>
      createClient({
        ...line.client.settings,
        security: { ...line.client.settings.security!, dedicatedKey: key(2) },
      }),
    ).toThrow(RangeError)
  })
})

describe('a proof', () => {
  const wrong: Record<string, (authentication: ClientAuthentication) => ClientAuthentication> = {
    low: () => ({ mechanism: 'low', password: new TextEncoder().encode('passwort') }),
    manufacturer: it => ({ ...it, answer: ({ received }) => received }) as ClientAuthentication,
    md5: it => ({ ...it, secret: octets(20) }) as ClientAuthentication,
    sha1: it => ({ ...it, secret: octets(20) }) as ClientAuthentication,
    sha256: it => ({ ...it, secret: octets(20) }) as ClientAuthentication,
    ecdsa: it =>
      ({
        ...it,
        signing: { ...signingOf(1, 'client'), own: PrivateKey.generate(1, octets) },
      }) as ClientAuthentication,
  }
  test.each(Object.keys(wrong))(
    'of the client that is wrong is refused and nothing stands: %s',
    mechanism => {
      const terms = secured(1, mechanism as 'low')
      const line = new Line({
        ...terms,
        client: { ...terms.client, authentication: wrong[mechanism]!(terms.client.authentication!) },
      })
      expect(line.associate()).toBe(mechanism === 'low' ? 'association-rejected' : 'keys-refused')
      expect(line.events).toEqual(['authentication-failure'])
      expect(line.server.association).toBeUndefined()
      expect(line.client.phase.name).toBe('closed')
      if (mechanism === 'low')
        expect(decode(aare, line.responses[0]!)).toMatchObject({
          result: 'rejected-permanent',
          resultSourceDiagnostic: { source: 'acse-service-user', reason: 'authentication-failure' },
        })
    },
  )

  const ofHls = mechanisms.filter(mechanism => mechanism !== 'none' && mechanism !== 'low')
  test.each(ofHls)('of the server is demanded: %s', mechanism => {
    const line = new Line(secured(1, mechanism))
    const pretended = line.associate(apdu => {
      // Between passes the server forgets what the client had asked: its proof is one of something else.
      const { association } = line.server
      if (association?.challenges !== undefined)
        line.server = {
          ...line.server,
          association: { ...association, challenges: { ...association.challenges, toServer: octets(32) } },
        }
      return apdu
    })
    // GMAC covers one challenge, every other mechanism with both fails at the server already.
    expect(['server-not-authentic', 'keys-refused']).toContain(pretended)
    expect(line.client.phase.name).toBe('closed')
  })

  test.each(ofHls)('is not computed for a server that gives our challenge back: %s', mechanism => {
    const [authentication, served] = authentications(1)[mechanism]!
    const terms = secured(1, mechanism)
    const line = new Line({
      client: { ...terms.client, authentication },
      server: { ...terms.server, authentication: served },
    })
    const { challenge } = authentication as { challenge: Uint8Array }
    const answer = line.associate(apdu =>
      apdu[0] === apduTags.aare
        ? encode(aare, { ...decode(aare, apdu), respondingAuthenticationValue: challenge })
        : apdu,
    )
    expect(answer).toBe('server-not-authentic')
    expect(line.requests).toHaveLength(1)
  })

  test.each(ofHls)('is not given for a challenge of our own: %s', mechanism => {
    const line = new Line(secured(1, mechanism))
    const { challenge } = line.client.settings.authentication as { challenge: Uint8Array }
    const settings = { ...line.settings, random: () => challenge }
    const [, [sent]] = stepClient(line.client, { kind: 'associate' })
    const [state, outputs] = stepServer(settings, line.server, (sent as { apdu: Uint8Array }).apdu)
    expect(state.association).toBeUndefined()
    expect(outputs).toMatchObject([{ kind: 'send' }, { event: 'authentication-failure' }])
  })

  test.each(ofHls)('needs challenges of the right length: %s', mechanism => {
    const { client, server } = secured(1, mechanism)
    const short = { ...client.authentication!, challenge: octets(7) } as ClientAuthentication
    expect(() => new Line({ client: { ...client, authentication: short }, server })).toThrow(TypeError)
    const line = new Line({ client, server })
    const [, [sent]] = stepClient(line.client, { kind: 'associate' })
    const request = decode(aarq, (sent as { apdu: Uint8Array }).apdu)
    for (const length of [7, 65]) {
      const answer = line.ask(encode(aarq, { ...request, callingAuthenticationValue: octets(length) }))
      expect(decode(aare, answer).resultSourceDiagnostic.reason).toBe('authentication-failure')
    }
    expect(line.server.association).toBeUndefined()
  })

  test.each(ofHls)('is asked for before anything else: %s', mechanism => {
    const line = new Line(secured(1, mechanism))
    const [, [sent]] = stepClient(line.client, { kind: 'associate' })
    line.ask((sent as { apdu: Uint8Array }).apdu)
    expect(toHex(line.ask(fromHex('c001c100030100010800ff0200')))).toMatch(/^d801/)
    expect(line.protections).toEqual([])
  })
})

describe('octets that were changed on their way', () => {
  const changed = all.filter(({ mechanism, suite }) => mechanism === 'gmac' && suite !== 2)
  test.each(changed)('never serve: suite $suite, $name, signed $signed', ({ suite, form, signed }) => {
    const line = new Line(secured(suite, 'gmac', { ciphering: form(suite)! }, { ...both, signed }))
    line.associate()
    const [state, outputs] = stepClient(line.client, {
      kind: 'request',
      request: { service: 'get', items: [register] },
    })
    const request = (outputs[0] as { apdu: Uint8Array }).apdu
    const before = line.server
    // Neither the tag octet is authenticated nor whether Key-Info is there: they say no more than what follows.
    const loose = (at: number, apdu: Uint8Array) => apdu[0] === apduTags['general-ciphering'] && at === 30
    for (let at = 1; at < request.length; at++) {
      if (loose(at, request)) continue
      const forged = request.slice()
      forged[at] = forged[at]! ^ (1 << (at % 8))
      line.server = before
      expect(toHex(line.ask(forged)), `octet ${at}`).toMatch(/^d801/)
    }
    expect(line.protections).toEqual([])
    line.server = before
    const response = line.ask(request)
    for (let at = 1; at < response.length; at++) {
      if (loose(at, response)) continue
      const forged = response.slice()
      forged[at] = forged[at]! ^ (1 << (at % 8))
      const [next, answers] = stepClient(state, { kind: 'apdu', apdu: forged })
      expect(answers[0], `octet ${at}`).toMatchObject({ kind: 'failed' })
      expect(next.phase.name).toBe('closed')
    }
  })
})

describe('less protection than agreed', () => {
  const levels: Protection[] = [
    { authenticated: false, encrypted: false },
    { authenticated: true, encrypted: false },
    { authenticated: false, encrypted: true },
    both,
    { ...both, signed: true },
  ]
  const covers = (given: Protection, wanted: Protection) =>
    (['authenticated', 'encrypted', 'signed'] as const).every(what => given[what] === true || !wanted[what])
  const pairs = levels.flatMap(given => levels.map(wanted => ({ given, wanted })))
  const text = (protection: Protection) =>
    Object.keys(protection)
      .filter(it => protection[it as 'signed'])
      .join() || 'none'

  test.each(pairs.map(pair => [text(pair.given), text(pair.wanted), pair] as const))(
    'is refused by the server: %s sent, %s demanded',
    (_, __, { given, wanted }) => {
      const terms = secured(1, 'gmac', { protection: given })
      const line = new Line({
        client: terms.client,
        server: { ...terms.server, security: { ...terms.server.security!, policy: wanted } },
      })
      line.associate()
      const answer = line.get()
      // Less protection is refused. More protection is answered with as much.
      expect(line.protections.length > 0).toBe(covers(given, wanted))
      if (covers(given, wanted)) expect(answer).toEqual(data.doubleLongUnsigned(4711))
    },
  )

  // A client that asks for nothing at all associates in a plain context, in which nothing can be ciphered.
  test.each(
    pairs

      .filter(pair => text(pair.wanted) !== 'none')
      .map(pair => [text(pair.given), text(pair.wanted), pair] as const),
  )('is refused by the client: %s answered, %s demanded', (_, __, { given, wanted }) => {
    const none = { authenticated: false, encrypted: false }
    const terms = secured(1, 'none', { protection: none, accepts: wanted })
    const line = new Line({
      client: terms.client,
      server: { ...terms.server, security: { ...terms.server.security!, policy: none, responses: given } },
    })
    line.associate()
    const answer = line.client.phase.name === 'ready' ? line.get() : 'protection'
    if (covers(given, wanted)) expect(answer).toEqual(data.doubleLongUnsigned(4711))
    else expect(answer).not.toEqual(data.doubleLongUnsigned(4711))
  })

  test('is not to be had by taking the context for a plain one, or the mechanism for a weaker', () => {
    const line = new Line(secured(0, 'gmac'))
    const [, [sent]] = stepClient(line.client, { kind: 'associate' })
    const request = decode(aarq, (sent as { apdu: Uint8Array }).apdu)
    const reason = (changes: Partial<typeof request>) =>
      decode(aare, line.ask(encode(aarq, { ...request, ...changes }))).resultSourceDiagnostic.reason
    expect(reason({ applicationContextName: 'logical-name' })).toBe('application-context-name-not-supported')
    expect(reason({ mechanismName: 'high-md5' })).toBe('authentication-mechanism-name-not-recognised')
    const { mechanismName, callingAuthenticationValue, ...without } = request
    expect(mechanismName).toBe('high-gmac')
    expect(callingAuthenticationValue).toHaveLength(32)
    expect(decode(aare, line.ask(encode(aarq, without))).resultSourceDiagnostic.reason).toBe(
      'authentication-required',
    )
    expect(line.server.association).toBeUndefined()
  })
})

describe('invocation counters', () => {
  test.each(all.filter(({ mechanism, signed }) => mechanism === 'gmac' && !signed))(
    'are taken once only: suite $suite, $name',
    ({ suite, form }) => {
      const line = new Line(secured(suite, 'gmac', { ciphering: form(suite)! }))
      line.associate()
      line.get()
      const { length } = line.protections
      expect(toHex(line.ask(line.requests.at(-1)!))).toMatch(/^d80106/)
      expect(line.events.at(-1)).toBe('replay')
      expect(line.protections).toHaveLength(length)
      const old = line.responses.at(-1)!
      const output = line.run({ kind: 'request', request: { service: 'get', items: [register] } }, () => old)
      expect(outcome(output)).toBe('protection')
    },
  )

  test('are those of one system title: another client begins with its own', () => {
    const terms = secured(0, 'gmac')
    const first = new Line(terms, 5000)
    expect(first.associate()).toBe('associated')
    const other = { ...terms.client.security!, systemTitle: fromHex('4d4d4d0000000002') }
    const second = new Line({ ...terms, client: { ...terms.client, security: other } }, 3)
    expect(second.associate()).toBe('associated')
    expect(new Line(terms, 100).associate()).toBe('counter-refused')
  })

  test('under the broadcast key are counted apart, and need that key', () => {
    const terms = secured(0, 'none')
    const line = new Line(terms, 9000)
    line.associate()
    const get = fromHex('c001c100030100010800ff0200')
    const broadcast = (counter: number, control = 0x70) => {
      const content = held[0].client.broadcastKeys.protect(control, clientTitle, counter, get)
      return Uint8Array.of(apduTags['glo-get-request'], content.length, ...content)
    }
    expect(toHex(line.ask(broadcast(4)))).toMatch(/^cc/)
    expect(toHex(line.ask(broadcast(4)))).toBe('d8010600000005')
    expect(toHex(line.ask(broadcast(5, 0x30)))).toBe('d80105')
    expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
  })

  test('at their end are refused clearly, on both sides', () => {
    const terms = secured(0, 'none')
    const line = new Line(terms, 0xffff_fffd)
    expect(line.associate()).toBe('associated')
    expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
    expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
    expect(line.get()).toBe('counter-exhausted')
    const exhausted = () => {
      throw new SecurityError('counter-exhausted', 'none is left')
    }
    const worn = { ...terms.server.security!, counters: { ...counters(), take: exhausted } }
    const server = new Line({ client: terms.client, server: { ...terms.server, security: worn } })
    expect(server.associate()).toBe('exception')
    expect(toHex(server.responses[0]!)).toBe('d80101')
    expect(server.events).toEqual([])
    expect(() => held[0].client.keys.protect(0x30, clientTitle, 2 ** 32, octets(4))).toThrow(
      'no invocation counter',
    )
  })

  test('beyond the last one are answered with the last one', () => {
    const terms = secured(0, 'none')
    const line = new Line(terms, 0xffff_ffff)
    expect(line.associate()).toBe('associated')
    expect(toHex(line.ask(line.requests[0]!))).toBe('d80106ffffffff')
  })
})

describe('a signature alone', () => {
  const protection = { authenticated: false, encrypted: false, signed: true }

  test('is not sent: a recording could be sent again', () => {
    expect(() => new Line(secured(1, 'ecdsa', { protection }))).toThrow(TypeError)
  })

  test('is not taken either, though it verifies', () => {
    const line = new Line(secured(1, 'none', {}, { ...both, signed: true }))
    line.associate()
    const get = fromHex('c001c100030100010800ff0200')
    const header = {
      transactionId: octets(8),
      originatorSystemTitle: clientTitle,
      recipientSystemTitle: serverTitle,
      dateTime: new Uint8Array(),
      otherInformation: new Uint8Array(),
    }
    const signature = signingOf(1, 'client').own.sign(signedOctets(header, get))
    const apdu = encode(anyApdu, { apdu: 'general-signing', value: { ...header, content: get, signature } })
    expect(toHex(line.ask(apdu))).toBe('d80105')
    expect(line.protections).toEqual([])
  })
})

test.each([1, 2] as const)('a signature of suite %i covers the content without its length', suite => {
  const line = new Line(secured(suite, 'gmac', { ciphering: 'general' }, { ...both, signed: true }))
  line.associate()
  expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
  const signed = decode(anyApdu, line.requests.at(-1)!)
  if (signed.apdu !== 'general-signing') throw new Error(signed.apdu)
  const { signature, content, ...header } = signed.value
  const octets = concat(headerOctets(header), content)
  expect(signingOf(suite, 'client').own.publicKey.verify(octets, signature)).toBe(true)
})

test.each([1, 2] as const)('a key agreed on in suite %i serves on where an APDU names none', suite => {
  const ephemeral = PrivateKey.generate(suite, octets)
  const line = new Line(secured(suite, 'gmac', { ciphering: { kind: 'one-pass', ephemeral } }))
  line.associate()
  expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
  const { settings, agreedKeys } = line.client
  const ciphering = { kind: 'agreed', keys: agreedKeys.own! } as const
  line.client = {
    ...line.client,
    settings: { ...settings, security: { ...settings.security!, ciphering } },
  }
  expect(line.get()).toEqual(data.doubleLongUnsigned(4711))
  for (const apdu of [line.requests.at(-1)!, line.responses.at(-1)!]) {
    const decoded = decode(anyApdu, apdu)
    if (decoded.apdu !== 'general-ciphering') throw new Error(decoded.apdu)
    expect(decoded.value.keyInfo).toBeUndefined()
  }
})

describe('whatever octets come', () => {
  const kinds = all.filter(({ mechanism, signed }) => mechanism === 'gmac' && signed)
  test.each(kinds.filter(({ suite }) => suite === 1))(
    'both machines stay as they were, but for what the other has sent: $name',
    ({ suite, form }) => {
      const signed = { ...both, signed: true }
      const line = new Line(secured(suite, 'gmac', { ciphering: form(suite)! }, signed))
      line.associate()
      const { server } = line
      const request = { kind: 'request', request: { service: 'get', items: [register] } } as const
      const [awaiting, [sent]] = stepClient(line.client, request)
      const genuine = (sent as { apdu: Uint8Array }).apdu
      for (const apdu of mutations(5, [...line.requests, genuine], 1_500)) {
        line.server = server
        const answer = line.ask(apdu)
        expect(answer.length).toBeGreaterThan(0)
        if (toHex(apdu) !== toHex(genuine)) expect(line.protections, toHex(apdu)).toEqual([])
        line.protections.length = 0
      }
      line.server = server
      const response = line.ask(genuine)
      for (const apdu of mutations(6, [...line.responses, response], 1_500)) {
        const [next, outputs] = stepClient(awaiting, { kind: 'apdu', apdu })
        if (toHex(apdu) === toHex(response)) continue
        expect(
          outputs.some(output => output.kind === 'response'),
          toHex(apdu),
        ).toBe(false)
        expect(['closed', 'ready', 'awaiting-response']).toContain(next.phase.name)
      }
    },
  )
})

test('compressed content is refused and said to be so', () => {
  expect(() => held[0].client.keys.unprotect(clientTitle, fromHex('b000000001'.padEnd(60, '0')))).toThrow(
    'V.44',
  )
})

test('a suite other than that of the keys is refused', () => {
  const octets = held[1].client.keys.protect(0x30, clientTitle, 1, Uint8Array.of(1))
  expect(octets[0]).toBe(0x31)
  expect(() => held[0].client.keys.unprotect(clientTitle, octets)).toThrow('security suite 1')
})

describe('a security policy', () => {
  test('of version 1 is the same after a round trip, whatever its bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), bits => {
        expect(bitsOfPolicy(policyOfBits(bits << 2))).toBe(bits << 2)
      }),
    )
  })

  test('of version 0 asks for the same in both directions', () => {
    for (const policy of [0, 1, 2, 3]) {
      const { requests, responses } = policyOfVersion0(policy)
      expect(requests).toEqual(responses)
      expect(version0OfPolicy({ requests, responses })).toBe(policy)
    }
  })

  test('of bits that mean nothing is none', () => {
    for (const bits of [1, 2, 3, 256, -4, 4.5]) expect(() => policyOfBits(bits)).toThrow(RangeError)
    for (const policy of [4, -1, 1.5]) expect(() => policyOfVersion0(policy)).toThrow(RangeError)
  })
})
