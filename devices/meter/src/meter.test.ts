import { createHash } from 'node:crypto'
import {
  type Data,
  data,
  dateTimeAt,
  decodeData,
  decodeDateTime,
  encodeDateTime,
  instantOf,
  obis,
  obisToOctets,
  zone,
} from '@ferraris/cosem'
import { type AttributeRequest, conformanceOf, type ResponseTo, type ServiceRequest } from '@ferraris/dlms'
import { type ClientState, createClient, stepClient } from '@ferraris/dlms/client'
import { SuiteKeys, wrapKey } from '@ferraris/dlms/security'
import { createServer, type ServerState, stepServer } from '@ferraris/dlms/server'
import { idisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { civilDay } from './calendar/civil-day.ts'
import { LocalCalendar } from './calendar/local-day.ts'
import { syntheticHousehold } from './load/synthetic/household.ts'
import { Meter } from './meter.ts'
import { CurveCache } from './metrology/curve-cache.ts'
import { TariffCalendar } from './metrology/tariff-calendar.ts'
import { italianBands } from './metrology/tariff-plan.ts'
import type { AssociationKeys } from './security/meter-keys.ts'
import { inMemory } from './store/memory/non-volatile.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const surroundings = { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() }
const origin = civilDay(2026, 9, 1)
const start = calendar.of(origin + 80).start + 12 * 3600

function secret(name: string) {
  return createHash('sha256').update(name).digest().subarray(0, 16)
}
const keys = {
  reader: { guek: secret('reader guek'), gak: secret('reader gak') },
  management: { guek: secret('management guek'), gak: secret('management gak') },
  masterKey: secret('master'),
}

/** A meter with a movable clock, and clients linked to it machine to machine. */
function bench(memory = inMemory()) {
  const clock = { seconds: start, now: () => clock.seconds * 1000 + 450 }
  const setup = {
    serial: 'FER00000042',
    load: syntheticHousehold(1, 7),
    seed: 4711,
    phases: 1 as const,
    origin,
    depthDays: 60,
    memory,
  }
  const meter = new Meter(setup, surroundings, keys, clock)
  let calls = 0

  const associate = (
    client: 16 | 2 | 1,
    key: 'reader' | 'management' | AssociationKeys = 'reader',
    first = ++calls * 1000,
  ) => {
    let server: ServerState = createServer(client)
    const pair = typeof key === 'string' ? keys[key] : key
    let state: ClientState = createClient(
      {
        authentication: client === 16 ? { mechanism: 'none' } : { mechanism: 'gmac', challenge: secret('c') },
        ...(client !== 16 && {
          security: {
            systemTitle: Buffer.from('CLIENT01'),
            keys: new SuiteKeys(pair.guek, pair.gak),
            protection: { authenticated: true, encrypted: true },
          },
        }),
        proposedConformance: conformanceOf(
          'get',
          'set',
          'action',
          'selective-access',
          'multiple-references',
          'block-transfer-with-get-or-read',
        ),
        maxReceivePduSize: 1024,
        maxResponseLength: 10_000_000,
      },
      { next: first, end: first + 2000 },
    )
    const step = (input: Parameters<typeof stepClient>[1]) => {
      let [next, outputs] = stepClient(state, input)
      for (;;) {
        state = next
        const send = outputs.find(output => output.kind === 'send')
        if (send?.kind !== 'send') break
        const [after, answers] = stepServer(meter.server, server, send.apdu)
        server = after
        for (const answer of answers) if (answer.kind === 'event') meter.log(answer.event)
        const answer = answers.find(output => output.kind === 'send')
        if (answer?.kind !== 'send') throw new Error('the meter was silent')
        ;[next, outputs] = stepClient(state, { kind: 'apdu', apdu: answer.apdu })
      }
      const output = outputs[0]!
      if (output.kind === 'failed') throw output.error
      return output
    }
    step({ kind: 'associate' })
    const request = <R extends ServiceRequest>(asked: R) => {
      const output = step({ kind: 'request', request: asked })
      if (output.kind !== 'response') throw new Error(`no response but ${output.kind}`)
      return output.response.results as ResponseTo<R>['results']
    }
    const get = (
      classId: number,
      name: string,
      attribute: number,
      selection?: AttributeRequest['selection'],
    ) => {
      const item = { classId, obis: obis(name), attribute, ...(selection && { selection }) }
      const [result] = request({ service: 'get', items: [item] })
      return result!.kind === 'data' ? decodeData(result!.data) : result!.result
    }
    const set = (classId: number, name: string, attribute: number, value: Data) =>
      request({ service: 'set', items: [{ classId, obis: obis(name), attribute, value }] })[0]
    const act = (classId: number, name: string, method: number, parameter = data.integer(0)) => {
      const [outcome] = request({
        service: 'action',
        items: [{ classId, obis: obis(name), method, parameter }],
      })
      return typeof outcome === 'object' && 'result' in outcome ? outcome.result : outcome
    }
    return { get, set, act }
  }
  return { meter, clock, associate }
}

function rowsOf(value: Data | string): Data[][] {
  if (typeof value === 'string' || value.type !== 'array')
    throw new Error(`no array but ${JSON.stringify(value)}`)
  return value.value.map(row => (row.type === 'structure' ? [...row.value] : []))
}

function instant(value: Data): number {
  return value.type === 'octet-string' ? (instantOf(decodeDateTime(value.value)) ?? 0) : 0
}

function number(value: Data | string): number {
  return typeof value === 'object' && typeof value.value === 'number' ? value.value : Number.NaN
}

const clockObject = data.structure(
  data.longUnsigned(8),
  data.octets(obisToOctets(obis('0.0.1.0.0.255'))),
  data.integer(2),
  data.longUnsigned(0),
)

function between(from: number, to: number, ...columns: Data[]) {
  return {
    selector: 1,
    parameters: data.structure(
      clockObject,
      data.octets(encodeDateTime(dateTimeAt(from, calendar.zone))),
      data.octets(encodeDateTime(dateTimeAt(to, calendar.zone))),
      data.array(...columns),
    ),
  }
}

function entries(from: number, to: number, firstColumn = 1, lastColumn = 0) {
  return {
    selector: 2,
    parameters: data.structure(
      data.doubleLongUnsigned(from),
      data.doubleLongUnsigned(to),
      data.longUnsigned(firstColumn),
      data.longUnsigned(lastColumn),
    ),
  }
}

describe('the reader', () => {
  test('reads registers that are those of the store', () => {
    const { meter, associate } = bench()
    const { get } = associate(2)
    const registers = meter.store.registers(start)
    for (const [place, name] of [
      '1.8.0',
      '2.8.0',
      '3.8.0',
      '4.8.0',
      '1.8.1',
      '1.8.2',
      '1.8.3',
      '1.8.4',
    ].entries()) {
      expect(get(3, `1.0.${name}.255`, 2)).toEqual(data.doubleLongUnsigned(registers[place]!))
    }
    expect(get(3, '1.0.1.8.0.255', 3)).toEqual(data.structure(data.integer(0), data.enumeration(30)))
    expect(number(get(3, '1.0.32.7.0.255', 2))).toBeGreaterThan(2000)
    expect(get(3, '1.0.52.7.0.255', 2)).toBe('object-undefined')
  })

  test('reads every attribute the object list promises', () => {
    const { associate } = bench()
    for (const client of [16, 2, 1] as const) {
      const { get } = associate(client, client === 1 ? 'management' : 'reader')
      for (const [classId, , name, rights] of rowsOf(get(15, '0.0.40.0.0.255', 2))) {
        if (name?.type !== 'octet-string' || rights?.type !== 'structure') throw new Error('no list element')
        for (const [id, mode] of rowsOf(rights.value[0]!)) {
          const value = get(number(classId!), name.value.join('.'), number(id!))
          expect(typeof value, `${name.value.join('.')} ${number(id!)}`).toBe(
            number(mode!) & 1 ? 'object' : 'string',
          )
        }
      }
    }
  })

  test('reads a local day of the load profile, from midnight to midnight', () => {
    const { meter, associate } = bench()
    const { start: from, end: to } = calendar.of(origin + 79)
    const rows = rowsOf(associate(2).get(7, '1.0.99.1.0.255', 2, between(from, to)))
    expect(rows).toHaveLength(97)
    expect([instant(rows[0]![0]!), instant(rows[96]![0]!)]).toEqual([from, to])
    expect(rows[96]!.slice(2).map(number)).toEqual([...meter.store.registers(to).slice(0, 4)])
  })

  test('reads the day of 25 hours with 100 quarters, each distinct from its twin', () => {
    const { associate } = bench()
    const { start: from, end: to } = calendar.of(civilDay(2026, 10, 25))
    const rows = rowsOf(associate(2).get(7, '1.0.99.1.0.255', 2, between(from, to)))
    expect(rows.map(([stamp]) => instant(stamp!))).toEqual(
      Array.from({ length: 101 }, (_, i) => from + 900 * i),
    )
  })

  test('reads by entry, and only the columns it asks for', () => {
    const { get } = bench().associate(2)
    const inUse = number(get(7, '1.0.99.1.0.255', 7))
    expect(inUse).toBe(60 * 96 + 1)
    expect(rowsOf(get(7, '1.0.99.1.0.255', 2, entries(inUse - 1, 0)))).toHaveLength(2)
    const [row] = rowsOf(get(7, '1.0.99.1.0.255', 2, entries(1, 1, 2, 3)))
    expect(row!.map(({ type }) => type)).toEqual(['unsigned', 'double-long-unsigned'])
    const captureObjects = get(7, '1.0.99.1.0.255', 3)
    if (typeof captureObjects === 'string' || captureObjects.type !== 'array') throw new Error('no array')
    const chosen = between(start - 3600, start, captureObjects.value[2]!, captureObjects.value[0]!)
    expect(rowsOf(get(7, '1.0.99.1.0.255', 2, chosen))[0]!.map(({ type }) => type)).toEqual([
      'double-long-unsigned',
      'octet-string',
    ])
  })

  test('reads all of a buffer in blocks', () => {
    const { get } = bench().associate(2)
    expect(rowsOf(get(7, '1.0.99.1.0.255', 2))).toHaveLength(60 * 96 + 1)
    expect(rowsOf(get(7, '1.0.99.2.0.255', 2))).toHaveLength(61)
    expect(rowsOf(get(7, '0.0.98.1.0.255', 2))).toHaveLength(3)
    expect(rowsOf(get(7, '0.0.99.98.0.255', 2)).length).toBeGreaterThan(2)
  })

  test.each([
    ['an unknown selector', { selector: 3, parameters: data.nothing() }, 'scope-of-access-violated'],
    ['a range without a structure', { selector: 1, parameters: data.integer(1) }, 'type-unmatched'],
    [
      'an entry that is no number',
      {
        selector: 2,
        parameters: data.structure(data.nothing(), data.nothing(), data.nothing(), data.nothing()),
      },
      'type-unmatched',
    ],
    [
      'a column that is not captured',
      between(
        0,
        start,
        data.structure(
          data.longUnsigned(3),
          data.octets(obisToOctets(obis('9.9.9.9.9.9'))),
          data.integer(2),
          data.longUnsigned(0),
        ),
      ),
      'scope-of-access-violated',
    ],
    ['columns past the last', entries(1, 1, 7, 9), 'scope-of-access-violated'],
  ])('is refused %s', (_, selection, result) => {
    expect(bench().associate(2).get(7, '1.0.99.1.0.255', 2, selection)).toBe(result)
  })

  test('may not write, nor switch', () => {
    const { meter, associate } = bench()
    const { set, act } = associate(2)
    expect(set(8, '0.0.1.0.0.255', 2, data.octets(new Uint8Array(12)))).toBe('read-write-denied')
    expect(act(70, '0.0.96.3.10.255', 1)).toBe('read-write-denied')
    expect(meter.store.supply.outputState).toBe(true)
  })

  test('sees the clock to the hundredth of a second', () => {
    const time = bench().associate(2).get(8, '0.0.1.0.0.255', 2)
    if (typeof time === 'string' || time.type !== 'octet-string') throw new Error('no time')
    expect(instant(time)).toBe(start)
    expect(decodeDateTime(time.value).hundredths).toBe(45)
  })

  test('gets the reason for a refused request', () => {
    const { get, set } = bench().associate(2)
    expect(get(3, '1.0.99.99.99.255', 2)).toBe('object-undefined')
    expect(get(1, '1.0.1.8.0.255', 2)).toBe('object-class-inconsistent')
    expect(get(3, '1.0.1.8.0.255', 9)).toBe('object-unavailable')
    expect(set(3, '1.0.1.8.0.255', 2, data.doubleLongUnsigned(0))).toBe('read-write-denied')
  })
})

describe('the public client', () => {
  test('sees the identity of the meter and its invocation counters, and no register', () => {
    const { get } = bench().associate(16)
    expect(get(1, '0.0.42.0.0.255', 2)).toEqual(data.octets(Uint8Array.from(Buffer.from('FER00000042'))))
    expect(get(1, '0.0.43.1.2.255', 2)).toEqual(data.doubleLongUnsigned(0))
    expect(get(64, '0.0.43.0.0.255', 5)).toEqual(data.octets(Uint8Array.of(70, 69, 82, 0, 0, 0, 0, 42)))
    expect(get(3, '1.0.1.8.0.255', 2)).toBe('object-undefined')
    expect(get(7, '1.0.99.1.0.255', 2)).toBe('object-undefined')
  })

  test('sees the counter that a secured client has reached', () => {
    const { associate } = bench()
    associate(2).get(3, '1.0.1.8.0.255', 2)
    expect(number(associate(16).get(1, '0.0.43.1.2.255', 2))).toBeGreaterThan(1000)
  })
})

describe('the management client', () => {
  test('sets the clock, which stays set', () => {
    const memory = inMemory()
    const { clock, associate } = bench(memory)
    const { get, set } = associate(1, 'management')
    const shown = start + 3600
    expect(set(8, '0.0.1.0.0.255', 2, data.octets(encodeDateTime(dateTimeAt(shown, calendar.zone))))).toBe(
      'success',
    )
    clock.seconds += 10
    const time = get(8, '0.0.1.0.0.255', 2)
    expect(instant(time as Data)).toBe(shown + 10)
    expect(bench(memory).meter.store.clock.read(start + 20)).toBe(shown + 20)
  })

  test('is refused a time that is none', () => {
    const { set } = bench().associate(1, 'management')
    expect(set(8, '0.0.1.0.0.255', 2, data.unsigned(1))).toBe('type-unmatched')
    expect(set(8, '0.0.1.0.0.255', 2, data.octets(encodeDateTime({})))).toBe('other-reason')
  })

  test('shifts the clock by a little, or to the quarter', () => {
    const { meter, associate } = bench()
    const { act } = associate(1, 'management')
    expect(act(8, '0.0.1.0.0.255', 6, data.long(-61))).toBe('success')
    expect(meter.store.clock.read(start)).toBe(start - 61)
    expect(act(8, '0.0.1.0.0.255', 6, data.long(901))).toBe('other-reason')
    expect(act(8, '0.0.1.0.0.255', 1)).toBe('success')
    expect(meter.store.clock.read(start)).toBe(start)
  })

  test('opens and closes the supply, and may repeat the order', () => {
    const { meter, clock, associate } = bench()
    const { get, set, act } = associate(1, 'management')
    expect(act(70, '0.0.96.3.10.255', 1)).toBe('success')
    expect(act(70, '0.0.96.3.10.255', 1)).toBe('success')
    expect(get(70, '0.0.96.3.10.255', 2)).toEqual(data.boolean(false))
    const before = meter.store.registers(clock.seconds)
    clock.seconds += 7200
    expect(get(3, '1.0.1.8.0.255', 2)).toEqual(data.doubleLongUnsigned(before[0]!))
    expect(act(70, '0.0.96.3.10.255', 2)).toBe('success')
    expect(get(70, '0.0.96.3.10.255', 3)).toEqual(data.enumeration(1))
    expect(set(70, '0.0.96.3.10.255', 4, data.enumeration(4))).toBe('success')
    expect(set(70, '0.0.96.3.10.255', 4, data.enumeration(9))).toBe('other-reason')
    expect(meter.store.supply.controlMode).toBe(4)
  })
})

describe('keys on their way to the meter', () => {
  const fresh = { guek: secret('fresh guek'), gak: secret('fresh gak') }
  const wrapped = (keyId: number, key: Uint8Array, masterKey = keys.masterKey) =>
    data.structure(data.enumeration(keyId), data.octets(wrapKey(masterKey, key)))
  const both = data.array(wrapped(0, fresh.guek), wrapped(2, fresh.gak))

  test('replace those of the reader, begin new counters, and survive a restart', () => {
    const memory = inMemory()
    const { meter, associate } = bench(memory)
    associate(2).get(3, '1.0.1.8.0.255', 2)
    expect(associate(1, 'management').act(64, '0.0.43.0.2.255', 2, both)).toBe('success')
    expect(() => associate(2)).toThrow(/key/)
    expect(number(associate(2, fresh, 5).get(3, '1.0.1.8.0.255', 2))).toBeGreaterThan(0)
    expect(meter.store.events.all(start).map(({ code }) => code)).toContain(idisCodes.keysChanged)
    expect(number(bench(memory).associate(2, fresh, 9000).get(3, '1.0.1.8.0.255', 2))).toBeGreaterThan(0)
  })

  test('of management itself hold from the next association on', () => {
    const { associate } = bench()
    const { get, act } = associate(1, 'management')
    expect(act(64, '0.0.43.0.0.255', 2, both)).toBe('success')
    expect(get(70, '0.0.96.3.10.255', 2)).toEqual(data.boolean(true))
    expect(() => associate(1, 'management')).toThrow(/key/)
    associate(1, fresh)
  })

  test('are refused, all of them, when one is wrapped wrongly, unknown, or malformed', () => {
    const { associate } = bench()
    const { act } = associate(1, 'management')
    const wrongly = data.array(wrapped(0, fresh.guek), wrapped(2, fresh.gak, secret('another master')))
    expect(act(64, '0.0.43.0.2.255', 2, wrongly)).toBe('other-reason')
    expect(act(64, '0.0.43.0.2.255', 2, data.array(wrapped(4, fresh.guek)))).toBe('type-unmatched')
    expect(act(64, '0.0.43.0.2.255', 2, data.array())).toBe('other-reason')
    expect(act(64, '0.0.43.0.2.255', 2, data.unsigned(1))).toBe('type-unmatched')
    expect(number(associate(2).get(3, '1.0.1.8.0.255', 2))).toBeGreaterThan(0)
  })

  test('come from management only', () => {
    const { act } = bench().associate(2)
    expect(act(64, '0.0.43.0.0.255', 2, both)).toBe('read-write-denied')
    expect(act(64, '0.0.43.0.2.255', 2, both)).toBe('object-undefined')
  })

  test('never begin the counters of an unchanged key again', () => {
    const { associate } = bench()
    const { act } = associate(1, 'management')
    const only = (keyId: number, key: Uint8Array) => data.array(wrapped(keyId, key))
    expect(act(64, '0.0.43.0.2.255', 2, only(0, keys.reader.guek))).toBe('success')
    associate(2, keys.reader, 70_000)
    expect(act(64, '0.0.43.0.2.255', 2, only(2, fresh.gak))).toBe('success')
    expect(() => associate(2, { ...keys.reader, gak: fresh.gak }, 5)).toThrow(/counter/)
  })
})

describe('an unauthorized client', () => {
  test('with a wrong key is refused, and written down once', () => {
    const { meter, associate } = bench()
    const log = () =>
      meter.store.events.all(start).filter(({ code }) => code === idisCodes.associationFailure)
    const before = log().length
    for (let i = 0; i < 5; i++)
      expect(() => associate(2, { guek: secret('a'), gak: secret('b') })).toThrow(/key/)
    expect(log().length).toBe(before + 1)
  })

  test('an association as another client needs the keys of that client', () => {
    expect(() => bench().associate(1, 'reader')).toThrow(/key/)
  })
})
