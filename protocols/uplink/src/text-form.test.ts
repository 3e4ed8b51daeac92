import { Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  calendarEntries,
  conditionsOf,
  type DownMessage,
  decodeDownMessage,
  decodeLocalAnswer,
  decodeLocalRequest,
  decodeUpMessage,
  encodeDownMessage,
  encodeLocalAnswer,
  encodeLocalRequest,
  encodeUpMessage,
  isLocalReading,
  type LocalRequest,
  longestText,
  ownConditions,
  type Result,
  statusWordOf,
  UplinkError,
  type UpMessage,
} from './index.ts'

const aca = fc
  .integer({ min: 0, max: 0xffff_ffff })
  .map(n => `4645${n.toString(16).padStart(8, '0')}`.toUpperCase())
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 })
const key = fc.stringMatching(/^[A-Za-z0-9:/-]{1,40}$/)
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10))
const obis = fc.constantFrom('1.0.1.8.0.255', '1.0.2.8.0.255', '1.0.99.1.0.255')
const detail = fc.string({ maxLength: 40 }).filter(text => !/\p{Cc}/u.test(text) && text.isWellFormed())
const energy = fc.integer({ min: 0, max: 2 ** 48 })
function maybe<T>(name: string, value: fc.Arbitrary<T>) {
  return fc.option(value, { nil: undefined }).map(given => (given === undefined ? {} : { [name]: given }))
}
function with_<A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) {
  return fc.tuple(a, b).map(([x, y]) => ({ ...x, ...y }))
}

const base = { key, aca, readAt: instant }
const profileDay = fc.integer({ min: 0, max: 100 }).chain(length => {
  const register = fc.array(fc.option(energy), { minLength: length, maxLength: length }).chain(increments =>
    fc.record({
      obis,
      increments: fc.constant(increments),
      quality: fc.tuple(
        ...increments.map(known => (known === null ? fc.constant(1) : fc.constantFrom(0, 3, 4, 5))),
      ),
    }),
  )
  return fc.record({
    kind: fc.constant('profile-day'),
    ...base,
    day,
    obis,
    start: instant,
    intervalSeconds: fc.constant(900),
    registers: fc.array(register, { maxLength: 3 }),
  })
})
const settings = with_(
  fc.record({ channels: fc.array(obis, { minLength: 1, maxLength: 3 }) }),
  with_(
    maybe('statusEverySeconds', fc.integer({ min: 60, max: 86_400 })),
    maybe('attempts', fc.integer({ min: 1, max: 20 })),
  ),
)
const result = fc.oneof(
  profileDay,
  fc.record({
    kind: fc.constant('registers'),
    ...base,
    time: instant,
    registers: fc.array(fc.record({ obis, value: energy }), { maxLength: 4 }),
  }),
  with_(
    fc.record({
      kind: fc.constant('events'),
      ...base,
      events: fc.array(fc.record({ time: instant, code: fc.nat(255), index: fc.nat(1000) }), {
        maxLength: 4,
      }),
    }),
    maybe(
      'alarms',
      fc.record({
        time: instant,
        words: fc.array(fc.record({ obis, word: fc.nat(0xffff_ffff) }), { minLength: 1, maxLength: 4 }),
      }),
    ),
  ),
) as fc.Arbitrary<Result>
const neighbour = with_(
  fc.record({
    aca,
    state: fc.constantFrom('new', 'adopted', 'silent', 'foreign'),
    route: fc.array(aca, { maxLength: 8 }),
    snr: fc.integer({ min: -10, max: 60 }),
    signal: fc.integer({ min: 0, max: 120 }),
    success: fc.integer({ min: 0, max: 100 }).map(percent => percent / 100),
    firstHeard: instant,
    lastHeard: instant,
  }),
  maybe('phase', fc.constantFrom('in', 'out')),
)
const report = with_(
  fc.record({
    id: key,
    state: fc.constantFrom('accepted', 'running', 'done', 'refused', 'expired', 'failed'),
    at: instant,
    attempts: fc.nat(20),
  }),
  with_(maybe('detail', detail), maybe('result', key)),
)
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/)
const publicKey = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/)
const version = fc.constantFrom('2.0', 'FER-2.1+b')
const ownState = fc.record({
  at: instant,
  startedAt: instant,
  word: fc.nat(0xffff),
  clock: with_(
    fc.record({ source: fc.constantFrom('unset', 'given', 'ntp') }),
    with_(maybe('offsetMs', fc.integer({ min: -99_999, max: 99_999 })), maybe('server', detail)),
  ),
  firmware: with_(fc.record({ version }), with_(maybe('sha256', sha256), maybe('trialUntil', instant))),
  calendar: fc.array(
    with_(fc.record({ entry: fc.constantFrom(...calendarEntries) }), maybe('lastAt', instant)),
    { maxLength: 6 },
  ),
  identity: publicKey,
  events: fc.nat(),
})
const upMessage = fc.oneof(
  with_(
    fc.record({
      kind: fc.constant('hello'),
      concentrator: fc.constant('C-1.a_b'),
      version: detail,
      substation: detail,
    }),
    maybe('balanceMeter', aca),
  ),
  fc.record({ kind: fc.constant('gone'), closed: fc.boolean() }),
  fc.record({ kind: fc.constant('image-request'), sha256, offset: fc.nat(1_000_000) }),
  fc.record({
    kind: fc.constant('heartbeat'),
    at: instant,
    meters: fc.nat(),
    silent: fc.nat(),
    pendingResults: fc.nat(),
    diskFree: energy,
  }),
  fc.record({
    kind: fc.constant('inventory'),
    at: instant,
    neighbours: fc.array(neighbour, { maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant('results'), results: fc.array(result, { minLength: 1, maxLength: 4 }) }),
  with_(
    fc.record({ kind: fc.constant('settings'), settings }),
    maybe('refused', fc.constant([{ field: 'channels', detail: 'not read here' }])),
  ),
  fc.record({ kind: fc.constant('own-state'), state: ownState }),
  fc.record({
    kind: fc.constant('own-events'),
    events: fc.array(
      with_(
        fc.record({ number: fc.nat(), at: instant, code: fc.constantFrom('started', 'clock-set') }),
        maybe('detail', detail),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  fc.record({ kind: fc.constant('job-reports'), reports: fc.array(report, { minLength: 1, maxLength: 4 }) }),
) as fc.Arbitrary<UpMessage>
const task = fc.oneof(
  fc.record({ kind: fc.constant('read-profile'), aca, from: day, to: day }),
  fc.record({ kind: fc.constant('switch'), aca, connected: fc.boolean() }),
  fc.record({ kind: fc.constant('limit'), aca, watts: fc.nat(20_000) }),
  fc.record({ kind: fc.constant('firmware'), aca, sha256, version: fc.constantFrom('2.0', 'FER-2.1+b') }),
  fc.record({ kind: fc.constant('discover') }),
  fc.record({ kind: fc.constant('run-now'), entry: fc.constantFrom(...calendarEntries) }),
  fc.record({
    kind: fc.constant('concentrator-firmware'),
    sha256,
    version,
    signature: fc.stringMatching(/^[A-Za-z0-9_-]{86}$/),
  }),
)
const job = with_(
  fc.record({ id: key, priority: fc.constantFrom('on-demand', 'high', 'normal'), expires: instant, task }),
  maybe('notBefore', instant),
)
const downMessage = fc.oneof(
  fc.record({ kind: fc.constant('acknowledge'), keys: fc.array(key, { minLength: 1, maxLength: 9 }) }),
  fc.record({
    kind: fc.constant('refuse'),
    refusals: fc.array(
      with_(
        fc.record({ key, reason: fc.constantFrom('foreign', 'impossible', 'refused') }),
        maybe('detail', fc.constantFrom('1971-01-01 is before all history', '')),
      ),
      { minLength: 1, maxLength: 9 },
    ),
  }),
  fc.record({ kind: fc.constant('cancel'), ids: fc.array(key, { minLength: 1, maxLength: 9 }) }),
  fc.record({ kind: fc.constant('own-events-taken'), upTo: fc.nat() }),
  fc.record({ kind: fc.constant('trust'), key: publicKey }),
  fc.record({ kind: fc.constant('settings'), settings }),
  fc.record({ kind: fc.constant('jobs'), jobs: fc.array(job, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('image-part'),
    sha256,
    size: fc.nat(1_000_000),
    offset: fc.nat(1_000_000),
    octets: fc.uint8Array({ maxLength: 99 }).map(octets => Buffer.from(octets).toString('base64')),
  }),
  fc.record({ kind: fc.constant('release'), acas: fc.array(aca, { minLength: 1, maxLength: 4 }) }),
) as fc.Arbitrary<DownMessage>

test('every message comes out of its text as it went in', () => {
  fc.assert(
    fc.property(upMessage, sent => {
      expect(decodeUpMessage(encodeUpMessage(sent))).toEqual(sent)
    }),
  )
  fc.assert(
    fc.property(downMessage, sent => {
      expect(decodeDownMessage(encodeDownMessage(sent))).toEqual(sent)
    }),
  )
})

const hello = { kind: 'hello', concentrator: 'C1', version: '1', substation: 'North' } as const
/** What is wrong with a message as a whole. */
function wrong(text: string, decode: (text: string) => unknown = strictly): UplinkError {
  try {
    decode(text)
  } catch (error) {
    if (error instanceof UplinkError) return error
    throw error
  }
  throw new Error('was taken')
}

/** Throws for an item of a list, too, which a reader only leaves out. */
function strictly(text: string): void {
  const [first] = decodeUpMessage(text).malformed ?? []
  if (first !== undefined) throw new UplinkError('invalid', first.path, first.detail)
}

describe('what is wrong is named by its path', () => {
  const registers = [{ obis: '1.0.1.8.0.255', value: 1 }]
  const good = { kind: 'registers', key: 'k', aca: '464500000001', readAt: 1, time: 1, registers }
  const results = (change: object) =>
    JSON.stringify({ kind: 'results', results: [good, { ...good, ...change }] })
  test.each([
    ['results[1].aca', results({ aca: '4645' }), '12 hex digits'],
    [
      'results[1].registers[0].value',
      results({ registers: [{ obis: '1.0.1.8.0.255', value: 1.5 }] }),
      'integer',
    ],
    ['results[1].kind', results({ kind: 'constructor' }), 'profile-day, registers, events'],
    ['results[1].key', results({ key: undefined }), 'key of 1 to 128'],
    ['results', JSON.stringify({ kind: 'results', results: [] }), 'at least 1'],
    ['concentrator', JSON.stringify({ ...hello, concentrator: '../x' }), 'a name'],
    ['version', JSON.stringify({ ...hello, version: 'a\0b' }), 'control characters'],
    ['kind', JSON.stringify({ kind: '__proto__' }), 'hello'],
    ['kind', '[]', 'hello'],
    ['', '{"kind":', 'no JSON'],
    ['', ' '.repeat(longestText + 1), 'characters'],
  ])('%s', (path, text, detail) => {
    expect(wrong(text)).toMatchObject({ path, message: expect.stringContaining(detail) })
  })

  test('a day that no calendar has, and increments that do not fit their quality, or one another', () => {
    const { registers: _, time: __, ...rest } = good
    const day = { ...rest, kind: 'profile-day', obis: '1.0.99.1.0.255', start: 0, intervalSeconds: 900 }
    const refusal = (name: string, ...registers: { increments: unknown[]; quality: number[] }[]) =>
      wrong(
        JSON.stringify({
          kind: 'results',
          results: [
            { ...day, day: name, registers: registers.map(some => ({ obis: '1.0.1.8.0.255', ...some })) },
          ],
        }),
      )
    expect(refusal('2026-02-30').path).toBe('results[0].day')
    const two = { increments: [1, null], quality: [0, 1] }
    for (const misfit of [
      { increments: [1, 2], quality: [0] },
      { increments: [1, null], quality: [0, 0] },
      { increments: [1, 2], quality: [0, 1] },
    ]) {
      expect(refusal('2026-02-28', two, misfit)).toMatchObject({
        path: 'results[0].registers[1]',
        message: expect.stringContaining('a quality for each increment'),
      })
    }
    expect(refusal('2026-02-28', two, { increments: [1], quality: [0] })).toMatchObject({
      path: 'results[0]',
      message: expect.stringContaining('the same intervals'),
    })
  })
})

test('an item that is malformed is set apart with its key, and the others of its list are read', () => {
  const good = { key: 'k', aca: '464500000001', readAt: 1, time: 1, registers: [] }
  const results = [{ kind: 'registers', ...good }, 7, { kind: 'registers', ...good, key: 'odd', aca: 'x' }]
  expect(decodeUpMessage(JSON.stringify({ kind: 'results', results }))).toEqual({
    kind: 'results',
    results: [results[0]],
    malformed: [
      { key: undefined, path: 'results[1].kind', detail: expect.any(String), given: 7 },
      { key: 'odd', path: 'results[2].aca', detail: expect.any(String), given: results[2] },
    ],
  })
  const none = decodeUpMessage(JSON.stringify({ kind: 'own-events', events: [{ number: 3 }], more: 1 }))
  expect(none).toMatchObject({ kind: 'own-events', events: [], malformed: [{ key: '3' }] })
  // A fault of the message itself is one of all that it says.
  expect(wrong(JSON.stringify({ kind: 'inventory', at: -1, neighbours: [7] })).path).toBe('at')
  expect(wrong(JSON.stringify({ kind: 'inventory', neighbours: [7], at: 'x' })).path).toBe('at')
})

test('an error never repeats what was sent, which may be a key', () => {
  const secret = '5a5b5c5d5e5f'
  const meters = [{ aca: '464500000001', serial: 'FER00000001', k1: secret, k2: secret }]
  expect(wrong(JSON.stringify({ kind: 'adopt', meters }), decodeDownMessage).message).not.toContain(secret)
  expect(wrong(`{"kind":"adopt","k1":${secret}`, decodeDownMessage).message).not.toContain(secret)
})

test('undeclared members are left behind, also those that would reach a prototype', () => {
  const text = '{"kind":"gone","closed":true,"__proto__":{"polluted":1},"newer":[1]}'
  expect(decodeUpMessage(text)).toEqual({ kind: 'gone', closed: true })
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('broken text is refused with an UplinkError and nothing else, and what is taken can be sent on', () => {
  const valid = fc.sample(upMessage, { numRuns: 200, seed: 4 }).map(encodeUpMessage)
  const random = new Random(4)
  const parts = ['null', '1e999', '"', '[', '{}', '-1', '"\\u0000"', '{"kind":"hello"}', '00']
  let taken = 0
  for (let run = 0; run < 20_000; run++) {
    let text = random.of(valid)
    for (let n = 1 + random.below(3); n > 0; n--) {
      const at = random.below(text.length + 1)
      text = text.slice(0, at) + (random.below(2) ? random.of(parts) : '') + text.slice(at + random.below(6))
    }
    try {
      const { malformed: _, ...message } = decodeUpMessage(text)
      taken++
      expect(decodeUpMessage(encodeUpMessage(message))).toEqual(message)
    } catch (error) {
      if (!(error instanceof UplinkError)) throw error
    }
  }
  expect(taken).toBeGreaterThan(0)
})

test('nesting without end is refused, not followed', () => {
  expect(wrong('['.repeat(1_000_000)).code).toBe('not-json')
  expect(wrong(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeInstanceOf(UplinkError)
})

test('a status word says its conditions, and bits of a newer concentrator change nothing', () => {
  for (const condition of ownConditions) {
    expect(conditionsOf(statusWordOf(new Set([condition])))).toEqual([condition])
  }
  expect(conditionsOf(0x8000 | statusWordOf(new Set(ownConditions)))).toEqual([...ownConditions])
  expect(statusWordOf(new Set(['storage-full', 'searching']))).toBe(0b100_0010)
})

describe('what is said at the local port', () => {
  const requests: LocalRequest[] = [
    { kind: 'own-state' },
    { kind: 'results', after: 7, aca: '464500000001' },
    { kind: 'own-events', after: 0 },
    { kind: 'set-settings', settings: { attempts: 5 } },
    { kind: 'run-now', entry: 'search' },
  ]
  test('comes out as it went in; only what changes nothing is reading', () => {
    for (const request of requests) expect(decodeLocalRequest(encodeLocalRequest(request))).toEqual(request)
    expect(requests.filter(isLocalReading).map(({ kind }) => kind)).toEqual([
      'own-state',
      'results',
      'own-events',
    ])
    const answer = { kind: 'refused', detail: 'no' } as const
    expect(decodeLocalAnswer(encodeLocalAnswer(answer))).toEqual(answer)
  })

  test('what is wrong is named by its path', () => {
    expect(wrong('{"kind":"adopt"}', decodeLocalRequest)).toMatchObject({ code: 'unknown-kind' })
    expect(wrong('{"kind":"results","after":-1}', decodeLocalRequest).path).toBe('after')
    const settings = '{"kind":"set-settings","settings":{"attempts":99}}'
    expect(wrong(settings, decodeLocalRequest).path).toBe('settings.attempts')
  })
})
