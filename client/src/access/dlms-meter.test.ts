import { randomBytes } from 'node:crypto'
import { type Data, data, encodeData, obis, zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import { civilDay, serialOf } from '@ferraris/meter'
import { fuzzDecoder } from '@ferraris/testing'
import { serveMeter, testMeter } from '@ferraris/testing/meter'
import { type DlmsListener, type DlmsSession, openDlms } from '@ferraris/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClientError } from '../client-error.ts'
import { decodeCompact, RemoteCompactData } from '../objects/compact-data.ts'
import { objectCache } from '../objects/object-cache.ts'
import { intervalsOf } from '../profiles/increments.ts'
import { noQuirks } from '../quirks/quirks.ts'
import type { Association } from '../session/association.ts'
import { DlmsMeter } from './dlms-meter.ts'

const rome = zone('Europe/Rome')
const now = Date.UTC(2026, 10, 21, 10, 20)
function keys() {
  return { guek: randomBytes(16), gak: randomBytes(16) }
}
const management = keys()

let listener: DlmsListener
let session: DlmsSession
let asked = 0
let association: Association
let meter: DlmsMeter

beforeAll(async () => {
  const { server } = testMeter({
    serial: serialOf(1),
    seed: 1,
    origin: civilDay(2026, 11, 1),
    keys: { reader: keys(), management },
    clock: { now: () => now },
  })
  listener = await serveMeter(server)
  const place = {
    medium: 'tcp',
    framing: 'wrapper',
    host: '127.0.0.1',
    port: listener.port,
    client: 1,
    server: 1,
  } as const
  session = await openDlms(place, {
    timeoutMs: 20_000,
    counters: { next: 1, end: 10_000 },
    settings: {
      authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
      security: {
        systemTitle: randomBytes(8),
        keys: new SuiteKeys(management.guek, management.gak),
        protection: { authenticated: true, encrypted: true },
      },
      proposedConformance: conformanceOf(
        'get',
        'set',
        'action',
        'selective-access',
        'multiple-references',
        'block-transfer-with-get-or-read',
      ),
      maxReceivePduSize: 0xffff,
      maxResponseLength: 1_000_000,
    },
  })
  association = {
    server: session.server,
    get: (...items) => {
      asked += 1
      return session.get(...items)
    },
    set: (...items) => session.set(...items),
    action: (...items) => session.action(...items),
  }
  meter = new DlmsMeter(association, { zone: rome, now: () => now })
  await meter.objects()
})

afterAll(async () => {
  await session?.release()
  await listener?.close()
})

const voltageL1 = obis('1.0.32.7.0.255')
const energy = obis('1.0.1.8.0.255')
const loadProfile = obis('1.0.99.1.0.255')

test('a register is a number with its unit, and its scaler is read once, with it', async () => {
  const before = asked
  const [voltage] = await meter.registers([voltageL1])
  expect(voltage).toMatchObject({ obis: voltageL1, unit: 'V', text: expect.stringMatching(/^\d{3}\.\d$/) })
  expect(asked - before).toBe(1)
  const [again, total] = await meter.registers([voltageL1, energy])
  expect(again).toEqual(voltage)
  expect(asked - before).toBe(2)
  expect(total).toMatchObject({ unit: 'Wh', scalerUnit: { scaler: 0 } })
})

test('all registers are those with a readable value and scaler', async () => {
  const all = await meter.registers()
  expect(all.length).toBeGreaterThan(15)
  expect(all.every(answer => 'value' in answer)).toBe(true)
})

test('what is no register, or is not there, is an answer with the reason', async () => {
  const [none, clock] = await meter.registers([obis('1.0.99.99.0.255'), obis('0.0.1.0.0.255')])
  expect(none).toEqual({ obis: '1.0.99.99.0.255', refused: 'object-undefined' })
  expect(clock).toMatchObject({ refused: expect.stringContaining('class 8') })
})

const midnight = Date.UTC(2026, 10, 9, 23) / 1000
const day = 86_400

test('a long profile comes part by part, and goes on where it was left', async () => {
  const parts: { rows: number; first: number }[] = []
  for await (const { count, times } of meter.profileParts(loadProfile, {
    from: midnight - 4 * day,
    to: midnight + 11 * day,
  }))
    parts.push({ rows: count, first: times[0]! })
  expect(parts).toEqual([
    { rows: 1000, first: midnight - 4 * day },
    { rows: 15 * 96 + 1 - 1000, first: midnight - 4 * day + 1000 * 900 },
  ])
})

test('a profile is read in columns, with units, cells and increments', async () => {
  const profile = await meter.profile(loadProfile, { from: midnight, to: midnight + day })
  expect(profile.count).toBe(97)
  expect(profile.head).toMatchObject({ capturePeriod: 900, newestFirst: false })
  expect(profile.times[96]).toBe(midnight + day)
  expect(profile.registers).toHaveLength(4)
  expect(profile.rows[1]).toHaveLength(6)
  expect(profile.units.map(unit => unit?.scaler)).toEqual([undefined, undefined, 0, 0, 0, 0])
  const { series, seconds } = intervalsOf(profile, rome)!
  expect(seconds).toBe(900)
  expect(series[0]).toMatchObject({ obis: energy, unit: 'Wh' })
  const [values] = profile.registers
  expect(series[0]!.values).toEqual(Array.from({ length: 96 }, (_, i) => values![i + 1]! - values![i]!))
})

test('a profile of a meter without ranges is read whole, and cut to the span', async () => {
  const plain = new DlmsMeter(association, {
    zone: rome,
    quirks: { ...noQuirks, noRanges: true },
    now: () => now,
  })
  const all = await plain.profile(obis('1.0.99.2.0.255'))
  expect(all.count).toBeGreaterThan(15)
  const some = await plain.profile(obis('1.0.99.2.0.255'), { from: midnight, to: midnight + 3 * day })
  expect(some.count).toBe(4)
})

/** The same meter, which refuses to select rows by some selectors, and what it was asked to select by. */
function choosy(refuses: readonly number[], result: 'scope-of-access-violated' | 'read-write-denied') {
  const selectors: (number | undefined)[] = []
  const its: Association = {
    ...association,
    get: async (...items) => {
      const [{ selection } = {}] = items
      if (items.some(({ classId, attribute }) => classId === 7 && attribute === 2))
        selectors.push(selection?.selector)
      if (selection !== undefined && refuses.includes(selection.selector))
        return [{ kind: 'data-access-result', result }]
      return await session.get(...items)
    },
  }
  return { selectors, meter: new DlmsMeter(its, { zone: rome, now: () => now }) }
}

describe('a meter that refuses to select rows', () => {
  const span = { from: midnight, to: midnight + 3 * day }

  test.each([
    ['by range gives them by entries', [1], [1, 2, 2]],
    ['at all gives its whole buffer', [1, 2], [1, 2, undefined, undefined]],
  ] as const)('%s, and is not asked in vain again', async (_, refuses, asked) => {
    const { selectors, meter: its } = choosy(refuses, 'scope-of-access-violated')
    const expected = await meter.profile(loadProfile, span)
    for (let i = 0; i < 2; i++) {
      const { times, registers } = await its.profile(loadProfile, span)
      expect(times).toEqual(expected.times)
      expect(registers).toEqual(expected.registers)
    }
    expect(selectors).toEqual(asked)
  })

  test('because the client may not read it is asked once', async () => {
    const { selectors, meter: its } = choosy([1, 2], 'read-write-denied')
    await expect(its.profile(loadProfile, span)).rejects.toMatchObject({ result: 'read-write-denied' })
    expect(selectors).toEqual([1])
  })

  test('by its conformance is read whole at once', async () => {
    const { selectors, meter: its } = choosy([], 'read-write-denied')
    const none = new DlmsMeter(
      {
        ...association,
        server: {
          ...association.server,
          conformance: conformanceOf('get', 'block-transfer-with-get-or-read'),
        },
        get: (...items) => {
          selectors.push(items[0]?.selection?.selector)
          return session.get(...items)
        },
      },
      { zone: rome, now: () => now },
    )
    expect((await none.profile(loadProfile, span)).times).toEqual(
      (await its.profile(loadProfile, span)).times,
    )
    expect(selectors.slice(0, -1)).not.toContain(1)
  })
})

test('the ends of a range carry the deviation of their day', async () => {
  const ranges: Data[] = []
  const watched = new DlmsMeter(
    {
      ...association,
      get: (...items) => {
        for (const { selection } of items) if (selection?.selector === 1) ranges.push(selection.parameters)
        return session.get(...items)
      },
    },
    { zone: rome, now: () => now },
  )
  await watched.profile(loadProfile, { from: midnight, to: midnight + 900 })
  const [range] = ranges
  const [, from] = range?.type === 'structure' ? range.value : []
  // 60 minutes west of it: 0xffc4.
  expect(from?.type === 'octet-string' && [...from.value.subarray(9, 11)]).toEqual([0xff, 0xc4])
})

test('attributes and methods go by their names and types', async () => {
  const { time, offsetSeconds } = await meter.clock()
  expect(offsetSeconds).toBe(0)
  expect(time).toMatchObject({ year: 2026, month: 11, dayOfMonth: 21, hour: 11, minute: 20 })
  const disconnect = meter.object(classes.disconnectControl, '0.0.96.3.10')
  await disconnect.invoke('remoteDisconnect', 0)
  expect(await disconnect.read('outputState')).toBe(false)
  await disconnect.write('controlMode', 4)
  expect(await disconnect.read('controlMode')).toBe(4)
})

test('what is known of a meter outlives the session where a cache does', async () => {
  const cache = objectCache()
  await new DlmsMeter(association, { cache }).objects()
  const before = asked
  const objects = await new DlmsMeter(association, { cache }).objects()
  expect(asked - before).toBe(1)
  expect(objects.size).toBeGreaterThan(30)
})

describe('refusals name object and attribute:', () => {
  test('no such object', async () => {
    const read = meter.attribute(obis('1.0.99.99.0.255'), 2)
    await expect(read).rejects.toMatchObject({ code: 'no-object', path: '1.0.99.99.0.255' })
  })

  test('no profile', async () => {
    await expect(meter.profile(obis('0.0.1.0.0.255'))).rejects.toMatchObject({ code: 'other-class' })
  })

  test('not to be written', async () => {
    const write = meter.object(classes.clock, '0.0.1.0.0').write('timeZone', 60)
    await expect(write).rejects.toMatchObject({ code: 'refused', result: 'read-write-denied' })
    await expect(write).rejects.toThrow('0.0.1.0.0.255, timeZone')
  })
})

describe('compact data', () => {
  const template = {
    id: 7,
    captureObjects: [
      { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2, dataIndex: 0 },
      { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2, dataIndex: 0 },
    ],
    types: { type: 'structure', of: [{ type: 'octet-string' }, { type: 'double-long-unsigned' }] },
  } as const

  test('is values without type octets behind the number of their template', () => {
    expect(decodeCompact(Uint8Array.of(7, 2, 1, 2, 0, 0, 0, 42), template)).toEqual([
      { object: template.captureObjects[0], value: data.octets(Uint8Array.of(1, 2)) },
      { object: template.captureObjects[1], value: data.doubleLongUnsigned(42) },
    ])
  })

  test('of another template, or cut off, is refused', () => {
    for (const buffer of [[8, 0, 0, 0, 0, 0], [7, 2, 1], []]) {
      expect(() => decodeCompact(Uint8Array.from(buffer), template)).toThrow(ClientError)
    }
  })

  test('broken anyhow, is refused with a ClientError and nothing else', () => {
    const buffer = Uint8Array.of(7, 2, 1, 2, 0, 0, 0, 42)
    const allowed = (error: unknown) => error instanceof ClientError
    const { accepted, refused } = fuzzDecoder(octets => decodeCompact(octets, template), [buffer], {
      allowed,
    })
    expect(Math.min(accepted, refused)).toBeGreaterThan(1_000)
  })

  test('reads the template again when the meter has a newer one', async () => {
    let id = 1
    const answers: Record<number, () => Data> = {
      2: () => data.octets(Uint8Array.of(id, id)),
      3: () => classes.compactDataV0.attributes.captureObjects.type.encode([template.captureObjects[1]]),
      4: () => data.unsigned(id),
      5: () => data.octets(Uint8Array.of(17)),
    }
    const fake: Association = {
      server: { conformance: 0, systemTitle: undefined, maxReceivePduSize: 0 },
      get: async ({ attribute }) => [{ kind: 'data', data: encodeData(answers[attribute]!()) }],
      set: async () => [],
      action: async () => [],
    }
    const compact = new RemoteCompactData(fake, obis('0.0.66.0.1.255'))
    expect((await compact.read())[0]?.value).toEqual(data.unsigned(1))
    id = 2
    expect((await compact.read())[0]?.value).toEqual(data.unsigned(2))
  })
})
