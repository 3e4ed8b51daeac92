import { decode, encode } from '@ferraris/codec'
import { type Data, decodeDateTime, instantOf } from '@ferraris/cosem'
import { ferraris, idisLogs, logOf } from '@ferraris/metering'
import { readEvents, selectProfile, selectRows } from '@ferraris/smitp/session'
import {
  catalogue,
  commandParameters,
  commands,
  loadProfileTables,
  type ProfileRow,
  profileBlock,
  type RowKind,
  rowOfDay,
} from '@ferraris/smitp/tables'
import { describe, expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { noLimit } from '../cosem/limiter/limiter.ts'
import { bench, calendar, noon, origin } from './bench.fixture.ts'

function rowsOf(value: Data): Data[][] {
  if (value.type !== 'array') throw new Error(value.type)
  return value.value.map(row => (row.type === 'structure' ? [...row.value] : []))
}
function number(value: Data): number {
  return typeof value.value === 'number' ? value.value : Number.NaN
}
function instant(value: Data): number {
  return value.type === 'octet-string' ? (instantOf(decodeDateTime(value.value)) ?? Number.NaN) : Number.NaN
}

/** The rows of a buffer, the later of two with the same stamp, in the order of their stamps. */
function byStamp(rows: readonly Data[][]): number[][] {
  return [
    ...new Map(
      rows.map(([stamp, ...values]) => [instant(stamp!), [instant(stamp!), ...values.map(number)]]),
    ).values(),
  ].sort((a, b) => a[0]! - b[0]!)
}

type Bench = ReturnType<typeof bench>

/** What may have happened to a meter before it is read. */
const lives: Record<string, (bench: Bench) => void> = {
  'an ordinary meter': () => {},
  'a meter with its supply cut for a day': ({ meter, clock }) => {
    clock.seconds -= 86_400 * 3
    meter.store.supply.execute('remote-disconnect', clock.seconds)
    clock.seconds += 86_400
    meter.store.supply.execute('remote-reconnect', clock.seconds)
    clock.seconds += 86_400 * 2
  },
  'a meter with a bad supply': ({ meter, clock }) => {
    const from = clock.seconds - 86_400
    meter.harm({ kind: 'outage', from, until: from + 20 })
    meter.harm({ kind: 'outage', from: from + 3600, until: from + 7200 })
    meter.harm({ kind: 'sag', from: from + 8000, until: from + 8003, depth: 0.26 })
    meter.harm({ kind: 'swell', from: from + 9000, until: from + 9002, level: 270 })
    meter.harm({ kind: 'reverse-flow', from: from + 10_000, until: from + 20_000 })
  },
  'a meter with its clock set back': ({ meter, clock }) => {
    clock.seconds -= 86_400
    meter.store.setClock(clock.seconds - 5000, clock.seconds)
    clock.seconds += 86_400
  },
  'a meter with its clock set forward and back again': ({ meter, clock }) => {
    clock.seconds -= 86_400
    meter.store.setClock(clock.seconds + 7200, clock.seconds)
    meter.store.setClock(clock.seconds + 10_000, clock.seconds + 10_000)
    clock.seconds += 86_400
  },
}

describe.each(Object.entries(lives))('%s', (_, live) => {
  test.each([
    [1, 1],
    [2, 3],
    [3, 1],
  ] as const)('shows the same through both faces (seed %i, %i phases)', (seed, phases) => {
    const subject = bench({ seed, phases })
    live(subject)
    const { meter, clock, cosem } = subject
    const { select, row } = subject.client()
    const everything = [0, 2 ** 32 - 1] as const

    const load = byStamp(rowsOf(cosem(7, '1.0.99.1.0.255')))
    for (const [channel, kind] of loadProfileTables.entries()) {
      const rows = select(selectProfile(kind, ...everything))
      expect(rows.map(({ time, status, value }) => [time, status, value])).toEqual(
        load.map(found => [found[0], found[1], found[2 + channel]]),
      )
    }

    const daily = byStamp(rowsOf(cosem(7, '1.0.99.2.0.255')))
    const dailyRows = select(selectRows(catalogue.dailyClosure, ...everything))
    expect(dailyRows.map(found => Object.values(found)).sort((a, b) => a[0]! - b[0]!)).toEqual(daily)

    const billing = rowsOf(cosem(7, '0.0.98.1.0.255')).map(found => [
      instant(found[0]!),
      ...found.slice(1, -1).map(number),
      instant(found[found.length - 1]!),
    ])
    const billingRows = select(selectRows(catalogue.monthlyClosure, ...everything))
    expect(billingRows.map(found => Object.values(found))).toEqual(billing)

    const eventRows = select(readEvents(undefined, meter.store.events.count(clock.seconds)))
    for (const log of Object.values(idisLogs)) {
      const events = rowsOf(cosem(7, log)).map(([stamp, code]) => [instant(stamp!), number(code!)])
      const standing = eventRows.filter(({ code }) => logOf(ferraris, code) === log)
      expect(standing.map(({ time, code }) => [time, code])).toEqual(events)
    }

    const totals = decode(catalogue.totals.codec, row(10, 0))
    const tariffs = decode(catalogue.tariffRegisters.codec, row(11, 0))
    expect([totals.time, tariffs.time]).toEqual([meter.store.clock.read(clock.seconds), totals.time])
    const registers = [...catalogue.totals.readings!(totals), ...catalogue.tariffRegisters.readings!(tariffs)]
    expect(registers).toHaveLength(8)
    for (const { obis, value } of registers) expect(value).toBe(number(cosem(3, obis)))
    const quality = catalogue.supplyQuality
    for (const { obis, value } of quality.readings!(decode(quality.codec, row(quality.table, 0)))) {
      expect(value).toBe(number(cosem(3, obis)))
    }
    for (const kind of [catalogue.apparent, catalogue.supplyFailures] as const) {
      const readings = (kind as RowKind<unknown>).readings!(
        decode<unknown>(kind.codec, row(kind.table, kind.rows[0])),
      )
      for (const { obis, value } of readings)
        expect(value, obis).toBe(number(cosem(/\.96\.7\.(0|9|21)\./.test(obis) ? 1 : 3, obis)))
    }
    for (let phase = 1; phase <= phases; phase++) {
      const values = Object.values(decode(catalogue.dips.codec, row(41, phase)))
      const places = [32, 33, 34, 36, 37, 38].map(d => `1.0.${20 * phase + 12}.${d}.0.255`)
      expect(values).toEqual(places.map((name, i) => number(cosem(i % 3 === 0 ? 1 : 3, name))))
    }
    for (let phase = 1; phase <= phases; phase++) {
      const found = decode(catalogue.harmonics.codec, row(42, phase))
      const register = (c: number, e: number) => number(cosem(3, `1.0.${20 * phase + c}.7.${e}.255`))
      expect([found.totalVoltage, found.totalCurrent]).toEqual([register(12, 124), register(11, 124)])
      for (const [i, { voltage, current }] of found.orders.entries())
        expect([voltage, current]).toEqual([register(12, 3 + 2 * i), register(11, 3 + 2 * i)])
      expect(found.totalVoltage).toBeGreaterThan(0)
    }
    const breaker = decode(catalogue.breaker.codec, row(4, 0))
    expect(breaker.output === 'closed').toBe(cosem(70, '0.0.96.3.10.255').value)
    expect(breaker.controlMode).toBe(number(cosem(70, '0.0.96.3.10.255', 4)))
    const clockRow = decode(catalogue.clock.codec, row(2, 0))
    expect(clockRow.seconds).toBe(instant(cosem(8, '0.0.1.0.0.255')))
    expect(decode(catalogue.tariffState.codec, row(3, 0)).active).toBe(number(cosem(1, '0.0.96.14.0.255')))
    expect(decode(catalogue.identity.codec, row(1, 0))).toEqual({ phases, serial: meter.identity.serial })
  })
})

describe('a row of the load profile', () => {
  /** A row put together from parts, as it must be when it does not fit into one answer. */
  const whole = (client: ReturnType<Bench['client']>, table: number, row: number): readonly ProfileRow[] => {
    const parts: number[] = []
    for (;;) {
      const part = {
        kind: 'read-table-selective.request',
        table,
        row,
        offset: parts.length,
        length: 111,
      } as const
      const output = client.ask(part)
      if (output.kind !== 'answered' || output.message.kind !== 'read-table-selective.response') break
      parts.push(...output.message.data)
      if (output.message.data.length < 111) break
    }
    return decode(profileBlock, Uint8Array.from(parts))
  }

  test.each([
    ['an ordinary day', origin + 78, 97],
    ['the day of 25 hours', civilDay(2026, 10, 25), 101],
    ['today so far', origin + 80, 49],
  ])('is %s from midnight on', (_, day, rows) => {
    const { client } = bench()
    const reader = client()
    const found = whole(reader, 20, rowOfDay(day))
    expect(found).toHaveLength(rows)
    const { start, end } = calendar.of(day)
    expect(found).toEqual(reader.select(selectProfile(catalogue.loadActiveImport, start, end)))
    expect(found[0]!.time).toBe(start)
  })

  test('of a day without records is not there', () => {
    const { client } = bench()
    const read = { kind: 'read.request', table: 20, row: rowOfDay(origin - 5) } as const
    expect(client().ask(read)).toMatchObject({ kind: 'refused', refusal: 'row-undefined' })
  })
})

test('an ordinary day of a household takes two exchanges for A+, and one for a register at rest', () => {
  const { client } = bench()
  const { start, end } = calendar.of(origin + 79)
  const exchanges = loadProfileTables.map(kind => {
    const { answered } = client()
    let count = 0
    const selection = selectProfile(kind, start, end)
    for (let turn = selection.next(); !turn.done; turn = selection.next(answered(turn.value))) count++
    return count
  })
  expect(Math.max(...exchanges)).toBeLessThanOrEqual(2)
  expect(Math.min(...exchanges)).toBe(1)
})

test('the event counter of the status word moves with every event', () => {
  const { meter, clock, client } = bench()
  const counter = () => decode(catalogue.statusWord.codec, client().row(0, 0x3f)).eventCounter
  const before = counter()
  meter.store.supply.execute('remote-disconnect', clock.seconds)
  expect(counter()).toBe(before + 1)
  for (let i = 0; i < 300; i++) meter.store.events.record('replayAttempt', noon)
  expect(counter()).toBe(before + 301)
})

test('the alarm counter moves with every change of what the alarm registers of COSEM show, and the table shows the same', () => {
  const { meter, clock, client } = bench()
  const counter = () => decode(catalogue.statusWord.codec, client().row(0, 0x3f)).alarmCounter
  const row = () => decode(catalogue.alarms.codec, client().row(31, 0))
  const { alarms } = meter.store
  const words = { register1: 0, register2: 0, descriptor1: 0, descriptor2: 0, register3: 0, descriptor3: 0 }
  const none = { time: clock.seconds, ...words }
  expect([counter(), row()]).toEqual([0, none])
  meter.store.events.record('meterCoverRemoved', clock.seconds)
  const word = alarms.read('register', 1)
  expect([counter(), row()]).toEqual([2, { ...none, register1: word, descriptor1: word }])
  // What stands is latched once; what no alarm is set by changes nothing.
  meter.store.events.record('meterCoverRemoved', clock.seconds)
  meter.store.events.record('parametersChanged', clock.seconds)
  expect(counter()).toBe(2)
  alarms.keep('descriptor', 1, 0)
  expect([counter(), row()]).toEqual([3, { ...none, register1: word }])
})

test('events behind a known one are read by their numbers, all of them, until they give way', () => {
  const { meter, client } = bench()
  const reader = client()
  const numbers = (known: number | undefined) =>
    reader.select(readEvents(known, meter.store.events.count(noon))).map(({ number }) => number)
  const known = meter.store.events.count(noon)
  const following = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
  expect(numbers(undefined)).toEqual(following(1, known))
  expect(numbers(known)).toEqual([])
  for (let i = 0; i < 250; i++) meter.store.events.record('replayAttempt', noon)
  expect(numbers(known)).toEqual(following(known + 1, 250))
  for (let i = 0; i < 100; i++) meter.store.events.record('replayAttempt', noon)
  expect(numbers(known)).toEqual(following(known + 350 - 255, 256))
})

describe('a power limit', () => {
  const limitOf = (subject: Bench) => decode(catalogue.limiter.codec, subject.client().row(4, 1))

  test('that is ordered over METERS AND MORE is that of the limiter in COSEM, and opens the switch', () => {
    const subject = bench({})
    const { meter, clock, cosem, client } = subject
    expect(limitOf(subject)).toEqual({
      active: noLimit,
      normal: noLimit,
      emergency: noLimit,
      patienceSeconds: 60,
    })
    const order = (watts: number) =>
      client().answered({
        kind: 'command.request',
        command: commands.setLimit,
        parameters: encode(commandParameters.setLimit, { watts }),
      })
    expect(order(5)).toMatchObject({ kind: 'ack' })
    for (const attribute of [3, 4]) expect(cosem(71, '0.0.17.0.0.255', attribute).value).toBe(5)
    expect(limitOf(subject)).toMatchObject({ active: 5, normal: 5 })
    clock.seconds += 86_400
    // The face read first must already show it.
    expect(decode(catalogue.breaker.codec, client().row(4, 0)).output).toBe('open')
    expect(meter.store.supply.outputState).toBe(false)
    expect(order(noLimit)).toMatchObject({ kind: 'ack' })
    expect(limitOf(subject).active).toBe(noLimit)
  })

  test('is not there in a meter that has no programme', () => {
    const { client } = bench({ dlms: undefined })
    const parameters = encode(commandParameters.setLimit, { watts: 3000 })
    const order = { kind: 'command.request', command: commands.setLimit, parameters } as const
    expect(client().ask(order)).toMatchObject({ kind: 'refused', refusal: 'value-refused' })
    expect(client().ask({ kind: 'read.request', table: 4, row: 1 })).toMatchObject({
      refusal: 'row-undefined',
    })
  })
})
