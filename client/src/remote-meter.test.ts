import { randomBytes } from 'node:crypto'
import { type Data, data, encodeData, obis, zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import {
  CurveCache,
  civilDay,
  inMemory,
  italianBands,
  LocalCalendar,
  logicalDevice,
  Meter,
  serialOf,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { fuzzDecoder } from '@ferraris/testing'
import { type DlmsListener, type DlmsSession, listenDlms, openDlms } from '@ferraris/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Association,
  ClientError,
  decodeCompact,
  objectCache,
  RemoteCompactData,
  RemoteMeter,
} from './index.ts'

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
let meter: RemoteMeter

beforeAll(async () => {
  const surroundings = {
    calendar: new LocalCalendar(rome),
    tariffs: new TariffCalendar(italianBands),
    curves: new CurveCache(),
  }
  const setup = {
    serial: serialOf(1),
    load: syntheticHousehold(1, 7),
    seed: 1,
    phases: 1 as const,
    origin: civilDay(2026, 11, 1),
    depthDays: 60,
    memory: inMemory(),
  }
  const { server } = new Meter(setup, surroundings, { reader: keys(), management }, { now: () => now })
  listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: logicalDevice,
    settings: server,
    maxConnections: 8,
    idleTimeout: 60_000,
    onFailure: error => {
      throw error
    },
  })
  const place = {
    medium: 'tcp',
    framing: 'wrapper',
    host: '127.0.0.1',
    port: listener.port,
    client: 1,
    server: 1,
  } as const
  session = await openDlms(place, {
    timeout: 20_000,
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
  meter = await RemoteMeter.over(association, { zone: rome })
})

afterAll(async () => {
  await session?.release()
  await listener?.close()
})

test('a register is a number with its unit, and its scaler is asked for once', async () => {
  const before = asked
  const voltage = await meter.register('1.0.32.7.0').read()
  expect(voltage).toMatchObject({ unit: 'V' })
  expect(voltage.value).toBeGreaterThan(200)
  expect(voltage.text).toMatch(/^\d{3}\.\d$/)
  expect(asked - before).toBe(1)
  await meter.register('1.0.32.7.0.255').read()
  expect(asked - before).toBe(2)
  const energy = await meter.register('1.0.1.8.0').read()
  expect(energy).toEqual({ value: energy.value, text: String(energy.value), unit: 'Wh' })
})

test('a profile streams day by day in columns, and goes on where it was left', async () => {
  const day = Date.UTC(2026, 10, 9, 23) / 1000
  const profile = meter.profile('1.0.99.1.0')
  const parts: { rows: number; until: number; first: number }[] = []
  for await (const { rows, until, columns } of profile.read({ from: day, to: day + 3 * 86_400 })) {
    parts.push({ rows, until, first: Number(columns[0]!.values[0]) })
  }
  expect(parts).toEqual([
    { rows: 96, until: day + 86_400, first: day + 900 },
    { rows: 96, until: day + 2 * 86_400, first: day + 86_400 + 900 },
    { rows: 96, until: day + 3 * 86_400, first: day + 2 * 86_400 + 900 },
  ])
  for await (const part of profile.read({ from: parts[0]!.until, to: day + 2 * 86_400 })) {
    expect(part.columns[0]!.values[0]).toBe(parts[1]!.first)
  }
  expect((await profile.captureObjects()).length).toBe(6)
})

test('a profile of a meter that knows no ranges is read whole', async () => {
  const name = meter.name.slice(0, 3)
  const plain = await RemoteMeter.over(association, {
    zone: rome,
    quirks: [{ deviceName: name, noRange: true }],
  })
  const daily = plain.profile('1.0.99.2.0')
  for await (const { rows } of daily.read({ from: 0, to: now / 1000 })) expect(rows).toBeGreaterThan(15)
})

test('attributes and methods go by their names and types', async () => {
  const time = await meter.clock().read('time')
  expect(time).toMatchObject({ year: 2026, month: 11, dayOfMonth: 21, hour: 11, minute: 20 })
  const disconnect = meter.object(classes.disconnectControl, '0.0.96.3.10')
  await disconnect.invoke('remoteDisconnect', 0)
  expect(await disconnect.read('outputState')).toBe(false)
  await disconnect.write('controlMode', 4)
  expect(await disconnect.read('controlMode')).toBe(4)
})

test('what is known of a meter outlives the session where a cache does', async () => {
  const cache = objectCache()
  await RemoteMeter.over(association, { cache })
  const before = asked
  const again = await RemoteMeter.over(association, { cache })
  expect(asked - before).toBe(1)
  expect(again.objects.size).toBeGreaterThan(30)
})

describe('refusals name object and attribute:', () => {
  test('no such object', async () => {
    const read = meter.register('1.0.99.99.0').read()
    await expect(read).rejects.toMatchObject({ code: 'no-object', path: '1.0.99.99.0.255' })
  })

  test('no register', async () => {
    await expect(meter.register('0.0.1.0.0').read()).rejects.toMatchObject({ code: 'other-class' })
  })

  test('not to be written', async () => {
    const write = meter.clock().write('timeZone', 60)
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

  test('asks for the template again when the meter has a newer one', async () => {
    let id = 1
    const answers: Record<number, () => Data> = {
      2: () => data.octets(Uint8Array.of(id, id)),
      3: () => classes.compactDataV0.attributes.captureObjects.type.encode([template.captureObjects[1]]),
      4: () => data.unsigned(id),
      5: () => data.octets(Uint8Array.of(17)),
    }
    const fake: Association = {
      server: { conformance: 0, systemTitle: undefined },
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
