import { fromHex, toHex } from '@ferraris/bytes'
import { type Data, data, decodeData, encodeData, obis } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { conformanceOf } from './apdu/association/conformance.ts'
import { createClient, stepClient } from './client/client.ts'
import type { ClientOutput, ClientSettings } from './client/state.ts'
import type { ServiceRequest, ServiceResponse } from './request.ts'
import { SuiteKeys } from './security/keys/suite-keys.ts'
import { createServer, stepServer } from './server/server.ts'
import type { ServerEvent, ServerSettings } from './server/state.ts'

const guek = fromHex('000102030405060708090a0b0c0d0e0f')
const gak = fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf')
const both = { authenticated: true, encrypted: true }
const everything = conformanceOf(
  'get',
  'set',
  'action',
  'selective-access',
  'multiple-references',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
)

const register = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }
const long = { classId: 1, obis: obis('0.0.96.1.0.255'), attribute: 2 }
const longValue = data.array(...Array.from({ length: 500 }, (_, i) => data.doubleLongUnsigned(i)))

/** A device of two objects: a register, and a long value that can be written and echoed. */
function device() {
  const values = new Map<string, Data>([
    [register.obis, data.doubleLongUnsigned(4711)],
    [long.obis, longValue],
  ])
  return {
    values,
    get: (_: unknown, attribute: { instanceId: string }) => {
      const value = values.get(attribute.instanceId)
      return value === undefined ? ('object-undefined' as const) : encodeData(value)
    },
    set: (_: unknown, attribute: { instanceId: string }, value: Uint8Array) => {
      values.set(attribute.instanceId, decodeData(value))
      return 'success' as const
    },
    action: (_: unknown, method: { methodId: number }, parameters?: Uint8Array) =>
      method.methodId === 1 && parameters
        ? { result: 'success' as const, data: parameters }
        : { result: 'read-write-denied' as const },
  }
}

function counters(received = -1) {
  const memory = { next: 100, last: received }
  return {
    memory,
    take: () => memory.next++,
    received: () => memory.last,
    accept: (counter: number) => {
      memory.last = counter
    },
  }
}

function pair(
  client: Partial<ClientSettings> = {},
  options: { serverPdu?: number; received?: number; first?: number } = {},
) {
  const objects = device()
  const memory = counters(options.received)
  const server: ServerSettings = {
    systemTitle: fromHex('4645520000000001'),
    conformance: everything,
    maxReceivePduSize: options.serverPdu ?? 0,
    maxRequestLength: 10_000,
    associations: new Map([
      [16, { authentication: { mechanism: 'lowest' } }],
      [3, { authentication: { mechanism: 'low', password: fromHex('31323334') } }],
      [
        1,
        {
          authentication: { mechanism: 'high-gmac' },
          security: { keys: new SuiteKeys(guek, gak), policy: both, counters: memory },
        },
      ],
    ]),
    device: objects,
    random: length => new Uint8Array(length).fill(7),
  }
  const settings: ClientSettings = {
    authentication: { mechanism: 'gmac', challenge: fromHex('0102030405060708') },
    security: { systemTitle: fromHex('4d4d4d0000000001'), keys: new SuiteKeys(guek, gak), protection: both },
    proposedConformance: everything,
    maxReceivePduSize: 0xffff,
    maxResponseLength: 100_000,
    ...client,
  }
  return new Pair(server, settings, options.first ?? 0, objects, memory)
}

/** Both real machines, joined. `sap` is the client address the server sees. */
class Pair {
  client
  server
  readonly frames: string[] = []
  readonly events: ServerEvent[] = []
  readonly settings
  readonly objects
  readonly memory
  constructor(
    server: ServerSettings,
    client: ClientSettings,
    first: number,
    objects: ReturnType<typeof device>,
    memory: ReturnType<typeof counters>,
  ) {
    this.settings = server
    this.objects = objects
    this.memory = memory
    const sap = { none: 16, low: 3 }[client.authentication.mechanism as 'none' | 'low'] ?? 1
    this.client = createClient(client, { next: first, end: first + 1000 })
    this.server = createServer(sap)
  }

  run(input: Parameters<typeof stepClient>[1]): ClientOutput {
    let [state, outputs] = stepClient(this.client, input)
    for (;;) {
      this.client = state
      const sent = outputs.find(output => output.kind === 'send')
      if (sent === undefined) return outputs[0]!
      this.frames.push(`> ${toHex(sent.apdu)}`)
      const [server, answers] = stepServer(this.settings, this.server, sent.apdu)
      this.server = server
      for (const answer of answers) if (answer.kind === 'event') this.events.push(answer.event)
      const answer = answers.find(output => output.kind === 'send')!
      this.frames.push(`< ${toHex(answer.apdu)}`)
      ;[state, outputs] = stepClient(this.client, { kind: 'apdu', apdu: answer.apdu })
    }
  }

  associate() {
    return this.run({ kind: 'associate' })
  }

  ask<R extends ServiceRequest>(request: R): ServiceResponse {
    const output = this.run({ kind: 'request', request })
    if (output.kind !== 'response') throw output.kind === 'failed' ? output.error : new Error(output.kind)
    return output.response
  }

  get(...items: { classId: number; obis: ReturnType<typeof obis>; attribute: number }[]) {
    const response = this.ask({ service: 'get', items })
    if (response.service !== 'get') throw new Error(response.service)
    return response.results.map(result => (result.kind === 'data' ? decodeData(result.data) : result.result))
  }
}

function failure(output: ClientOutput) {
  return output.kind === 'failed' ? output.error : undefined
}

describe('an association', () => {
  test('without authentication reads in plain', () => {
    const p = pair({ authentication: { mechanism: 'none' }, security: undefined! })
    expect(p.associate().kind).toBe('associated')
    expect(p.get(register)).toEqual([data.doubleLongUnsigned(4711)])
    expect(p.frames.at(-1)).toBe('< c401c1000600001267')
    expect(p.run({ kind: 'release' }).kind).toBe('released')
    expect(p.events).toEqual(['associated', 'released'])
  })

  test('with a password is refused when the password is another', () => {
    const low = (password: string) =>
      pair({ authentication: { mechanism: 'low', password: fromHex(password) }, security: undefined! })
    expect(low('31323334').associate().kind).toBe('associated')
    const refused = low('31323335')
    expect(failure(refused.associate())?.message).toContain('authentication-failure')
    expect(refused.events).toEqual(['authentication-failure'])
  })

  for (const ciphering of ['service', 'general'] as const) {
    for (const dedicated of [false, true]) {
      test(`with HLS 5, ${ciphering} ciphering and ${dedicated ? 'a dedicated' : 'the global'} key shows nothing in clear`, () => {
        const base = pair().client.settings.security!
        const p = pair({
          security: {
            ...base,
            ciphering,
            ...(dedicated && { dedicatedKey: fromHex('0f0e0d0c0b0a09080706050403020100') }),
          },
        })
        expect(p.associate().kind).toBe('associated')
        expect(p.get(register, long, { ...register, obis: obis('1.0.99.9.9.255') })).toEqual([
          data.doubleLongUnsigned(4711),
          longValue,
          'object-undefined',
        ])
        expect(p.run({ kind: 'release' }).kind).toBe('released')
        expect(p.frames.join()).not.toContain('0600001267')
      })
    }
  }
})

describe('long messages', () => {
  test('travel in blocks in both directions and arrive whole', () => {
    const p = pair({ maxReceivePduSize: 200 }, { serverPdu: 300 })
    p.associate()
    expect(p.get(long)).toEqual([longValue])
    expect(p.get(long, register)).toEqual([longValue, data.doubleLongUnsigned(4711)])
    const other = data.array(...Array.from({ length: 400 }, (_, i) => data.doubleLongUnsigned(i * 3)))
    expect(p.ask({ service: 'set', items: [{ ...long, value: other }] })).toEqual({
      service: 'set',
      results: ['success'],
    })
    expect(p.objects.values.get(long.obis)).toEqual(other)
    const echo = p.ask({
      service: 'action',
      items: [{ classId: 9, obis: obis('0.0.10.0.1.255'), method: 1, parameter: other }],
    })
    expect(echo).toMatchObject({
      results: [{ result: 'success', returnParameters: { kind: 'data', data: encodeData(other) } }],
    })
    for (const frame of p.frames) {
      expect(frame.length / 2 - 1).toBeLessThanOrEqual(frame.startsWith('>') ? 300 : 200)
    }
  })

  test('beyond the accepted size end the association with a clear error', () => {
    const p = pair({ maxReceivePduSize: 200, maxResponseLength: 1000 })
    p.associate()
    expect(() => p.get(long)).toThrow('the response grows beyond the accepted size')
    expect(p.client.phase.name).toBe('closed')
  })
})

describe('a wrong key', () => {
  const wrong = fromHex('ffffffffffffffffffffffffffffffff')
  const withKeys = (encryption: Uint8Array, authentication: Uint8Array) =>
    pair({
      security: { ...pair().client.settings.security!, keys: new SuiteKeys(encryption, authentication) },
    })

  test('is named: encryption or authentication', () => {
    expect(failure(withKeys(wrong, gak).associate())?.code).toBe('encryption-key-wrong')
    expect(failure(withKeys(guek, wrong).associate())?.code).toBe('authentication-key-wrong')
    expect(failure(withKeys(wrong, wrong).associate())?.code).toBe('encryption-key-wrong')
  })

  test('does not move the counter memory of the server', () => {
    const p = withKeys(wrong, gak)
    p.associate()
    expect(p.memory.memory.last).toBe(-1)
    expect(p.events).toEqual(['authentication-failure'])
  })
})

describe('invocation counters', () => {
  test('used before are refused, and the server names the one it expects', () => {
    const p = pair({}, { received: 500, first: 3 })
    expect(failure(p.associate())).toMatchObject({ code: 'counter-refused', expectedInvocationCounter: 501 })
    expect(p.events).toEqual(['replay'])
  })

  test('never repeat, on either side, over whole sessions', () => {
    const p = pair()
    p.associate()
    for (let i = 0; i < 20; i++) p.get(register)
    p.run({ kind: 'release' })
    const ofFrame = (frame: string) => /^[<>] (?:c8|cc|cb|cf)(?:..|81..|82....)30(.{8})/.exec(frame)?.[1]
    for (const side of ['>', '<']) {
      const used = p.frames
        .filter(frame => frame.startsWith(side))
        .map(ofFrame)
        .filter(counter => counter !== undefined)
      expect(used.length).toBeGreaterThan(20)
      expect(new Set(used).size).toBe(used.length)
    }
  })

  test('a replayed request is refused and changes nothing', () => {
    const p = pair()
    p.associate()
    p.ask({ service: 'set', items: [{ ...register, value: data.doubleLongUnsigned(1) }] })
    const replayed = p.frames.findLast(frame => frame.startsWith('> c9'))!.slice(2)
    p.ask({ service: 'set', items: [{ ...register, value: data.doubleLongUnsigned(2) }] })
    const [, outputs] = stepServer(p.settings, p.server, fromHex(replayed))
    expect(outputs).toMatchObject([{ kind: 'send' }, { kind: 'event', event: 'replay' }])
    expect(p.objects.values.get(register.obis)).toEqual(data.doubleLongUnsigned(2))
  })

  test('run out before they are used twice', () => {
    const p = pair()
    p.client = createClient(p.client.settings, { next: 5, end: 8 })
    p.associate()
    expect(failure(p.run({ kind: 'request', request: { service: 'get', items: [register] } }))?.code).toBe(
      'counter-exhausted',
    )
  })
})

describe('a secured server', () => {
  test('serves nothing in plain, nothing before the proof, nothing to strangers', () => {
    const p = pair()
    const get = fromHex('c001c100030100010800ff0200')
    const answer = (state: typeof p.server, apdu: Uint8Array) => {
      const send = stepServer(p.settings, state, apdu)[1].find(output => output.kind === 'send')!
      return toHex(send.apdu)
    }
    expect(answer(p.server, get)).toBe('d80101')
    const [, [aarq]] = stepClient(p.client, { kind: 'associate' })
    const [halfway] = stepServer(p.settings, p.server, (aarq as { apdu: Uint8Array }).apdu)
    expect(answer(halfway, get)).toBe('d80105')
    const associated = pair()
    associated.associate()
    expect(answer(associated.server, get)).toBe('d80105')
    const stranger = createServer(77)
    const [, outputs] = stepServer(p.settings, stranger, (aarq as { apdu: Uint8Array }).apdu)
    expect(outputs).toMatchObject([{ kind: 'send' }, { kind: 'event', event: 'association-refused' }])
  })

  test('answers an APDU without octets, which a wrapper can carry, and serves on', () => {
    const p = pair()
    p.associate()
    const [state, outputs] = stepServer(p.settings, p.server, new Uint8Array())
    expect(outputs).toMatchObject([{ kind: 'send', apdu: fromHex('d80103') }])
    p.server = state
    expect(p.run({ kind: 'request', request: { service: 'get', items: [register] } })).toMatchObject({
      kind: 'response',
    })
  })

  test('is not believed when it cannot prove itself', () => {
    const p = pair()
    p.settings.random = () => new Uint8Array(16)
    let [state, outputs] = stepClient(p.client, { kind: 'associate' })
    let [server, answers] = stepServer(p.settings, p.server, (outputs[0] as { apdu: Uint8Array }).apdu)
    ;[state, outputs] = stepClient(state, { kind: 'apdu', apdu: (answers[0] as { apdu: Uint8Array }).apdu })
    const tampered = {
      ...server,
      association: {
        ...server.association!,
        challenges: { ...server.association!.challenges!, toServer: new Uint8Array(8) },
      },
    }
    ;[server, answers] = stepServer(p.settings, tampered, (outputs[0] as { apdu: Uint8Array }).apdu)
    ;[state, outputs] = stepClient(state, { kind: 'apdu', apdu: (answers[0] as { apdu: Uint8Array }).apdu })
    expect(failure(outputs[0]!)?.code).toBe('server-not-authentic')
    expect(state.phase.name).toBe('closed')
  })
})
