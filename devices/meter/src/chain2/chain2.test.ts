import { decodeFrame, type Frame, type FrameOf, openAssociation, openFrame, profiles } from '@ferraris/chain2'
import { SuiteKeys } from '@ferraris/dlms/security'
import { aca } from '@ferraris/smitp/mac'
import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
import { at, monday, programmedMeter, steady } from '../programmed-meter.fixture.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { noSettings } from './association.ts'
import { PushEngine, pushSettingsOf } from './push-engine.ts'

function key(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet)
}
const device = {
  aca: aca('4D4143000001'),
  pod: 'IT001E01524052',
  role: 'exchange',
  initialKey: key(9),
} as const
const keys = { encryptionKey: key(1), authenticationKey: key(2) }
const settings = { ...noSettings, profile: profiles.monitoring }

function home({
  load = steady(400),
  profile = profiles.monitoring,
  memory = inMemory(),
  start = at(monday, 12),
} = {}) {
  const programmed = programmedMeter({ load }, start, memory)
  const { chain2 } = programmed.meter
  const open = (apdu: Uint8Array): Frame =>
    decodeFrame(openFrame(apdu, () => new SuiteKeys(keys.encryptionKey, keys.authenticationKey)).buffer)
  const begin = (): void => {
    chain2.configure({ ...settings, profile }, start)
    chain2.associate(device, keys, start)
  }
  return {
    ...programmed,
    chain2,
    begin,
    /** All that leaves up to an instant: original messages, opened. */
    until(instant: number) {
      programmed.goTo(instant)
      return [...chain2.departures(instant)].map(({ kind, apdu, ...rest }) => ({
        kind,
        apdu,
        ...rest,
        frame: kind === 0 ? undefined : open(apdu),
      }))
    },
  }
}

type Told = ReturnType<ReturnType<typeof home>['until']>[number]

function originals<N extends Frame['frame']>(told: readonly Told[], frame: N) {
  return told.flatMap(({ frame: found, at: leftAt, isReplica }) =>
    found?.frame === frame && !isReplica ? [{ leftAt, ...(found as FrameOf<N>) }] : [],
  )
}

test('each quarter of the load curve is told within four minutes of its end, and is that of the load profile', () => {
  const meter = home({ load: syntheticHousehold(1, 7) })
  meter.begin()
  const told = originals(meter.until(at(monday, 16)), 1)
  expect(told).toHaveLength(16)
  const rows = meter.meter.store.loadProfile.range(at(monday, 11, 30), at(monday, 16), at(monday, 16))
  for (const frame of told) {
    const row = rows.shown.indexOf(frame.measureTime)
    const energy = (i: number) => rows.values[0][i]! - rows.values[0][i - 1]!
    expect(frame.quarterEnergy).toBe(energy(row))
    expect(frame.previousQuarterEnergy).toBe(energy(row - 1))
    expect(frame.totalEnergy).toBe(rows.values[0][row])
    expect(frame.averagePower).toBe(4 * energy(row))
    expect(frame.leftAt - frame.measureTime).toBeLessThanOrEqual(245)
  }
})

test('reactive energy is told by quadrant: frame 3 while drawing, frame 4 while feeding in', () => {
  const of = (wh: number) => new Int32Array(96).fill(wh)
  // From two in the afternoon on the home feeds in.
  const day = { import: of(500), export: of(0), reactiveImport: of(120), reactiveExport: of(30) }
  for (let quarter = 56; quarter < 96; quarter++) [day.import[quarter], day.export[quarter]] = [0, 400]
  const load = { household: 'sunny afternoon', contractedPower: 3000, day: () => day }
  const meter = home({ load, profile: profiles.quality })
  meter.begin()
  const told = meter.until(at(monday, 16))
  const [drawing, feeding] = [originals(told, 3), originals(told, 4)]
  expect([drawing.length, feeding.length]).toEqual([16, 16])
  for (const [i, { measureTime }] of drawing.entries()) {
    const feeds = measureTime > at(monday, 14)
    expect([drawing[i]!.quarterInductive, drawing[i]!.quarterCapacitive]).toEqual(feeds ? [0, 0] : [120, 30])
    // II is R+ while feeding in, III is R−.
    expect([feeding[i]!.quarterInductive, feeding[i]!.quarterCapacitive]).toEqual(feeds ? [30, 120] : [0, 0])
  }
})

test('what is told of power, overload and week is what the rules tell that are asked each second', () => {
  for (const seed of [1, 2, 3, 4]) {
    const load = syntheticHousehold(seed, 5)
    for (const profile of [profiles.monitoring, profiles.prepaid]) {
      const meter = home({ load, profile })
      const { chain2 } = meter
      const weeklyThreshold = chain2.weekEnergy(at(monday, 12)) + 900
      const wishes = { ...settings, profile, weeklyThreshold }
      chain2.configure(wishes, at(monday, 12))
      chain2.associate(device, keys, at(monday, 12))
      const end = at(monday, 22)
      const told = meter
        .until(end)
        .flatMap(({ frame, isReplica, at: left }) =>
          frame !== undefined && frame.frame > 20 && !isReplica ? [[left, frame]] : [],
        )
      const { store } = meter.meter
      const parts = { store, limit: () => undefined, weekStart: () => at(monday) }
      const engine = new PushEngine(parts, pushSettingsOf(wishes, 'exchange', 3300, 'Europe/Rome'))
      store.memory.set('chain2.week', null)
      const counts = new Map<number, number>()
      const expected: unknown[] = []
      for (let second = at(monday, 12) + 1; second <= end; second++)
        for (const frame of engine.step(second)) {
          if (!('eventCount' in frame)) continue
          counts.set(frame.frame, (counts.get(frame.frame) ?? 0) + 1)
          expected.push([second, { ...frame, eventCount: counts.get(frame.frame) }])
        }
      expect(told.length).toBeGreaterThan(10)
      expect(told).toEqual(expected)
    }
  }
})

test('more than is available is told at once, each 30 s with what is left, and when the limiter has opened', () => {
  const meter = home({ load: steady(400) })
  meter.begin()
  const start = at(monday, 12)
  meter.setRaw(71, '0.0.17.0.0.255', 4, { type: 'double-long-unsigned', value: 3300 })
  meter.setRaw(71, '0.0.17.0.0.255', 6, { type: 'double-long-unsigned', value: 120 })
  meter.until(start + 60)
  meter.meter.harm({ kind: 'extra-load', from: start + 100, until: start + 190, level: 4000 })
  const told = originals(meter.until(start + 400), 22)
  expect(
    told.map(({ leftAt, eventType, power, countdown }) => [
      leftAt - start,
      eventType,
      power > 3300,
      countdown,
    ]),
  ).toEqual([
    [100, 4, true, 120],
    [130, 4, true, 90],
    [160, 4, true, 60],
    [195, 5, false, 0xffff],
  ])
  expect(told.map(({ eventCount }) => eventCount)).toEqual([1, 2, 3, 4])
})

test("the week's energy is told once, at the second in which it is reached", () => {
  const meter = home({ load: steady(4000) })
  meter.begin()
  const before = meter.chain2.weekEnergy(at(monday, 12))
  meter.chain2.configure(
    { ...settings, profile: profiles.monitoring, weeklyThreshold: before + 1000 },
    at(monday, 12),
  )
  const told = originals(meter.until(at(monday, 14)), 25)
  expect(told.map(({ leftAt, threshold, weekEnergy }) => [leftAt, threshold, weekEnergy])).toEqual([
    [at(monday, 12, 15), before + 1000, before + 1000],
  ])
})

test('every message leaves three times in the same octets, and counts once', () => {
  const meter = home({ load: syntheticHousehold(1, 7) })
  meter.begin()
  const told = meter.until(at(monday, 18, 8))
  const copies = new Map<string, number>()
  for (const { kind, apdu } of told)
    if (kind === 1)
      copies.set(Buffer.from(apdu).toString('hex'), (copies.get(Buffer.from(apdu).toString('hex')) ?? 0) + 1)
  expect(new Set(copies.values())).toEqual(new Set([3]))
  expect(meter.chain2.sent.days(meter.meter.store)).toEqual([
    {
      day: '2026-11-02',
      instPower: originals(told, 21).length,
      alerts: originals(told, 22).length + originals(told, 25).length,
      loadCurve: copies.size,
      prodAvg: originals(told, 2).length,
      prodInst: 0,
      powerLoss: false,
    },
  ])
})

test('the association frame brings the keys under the initial one, again and again for a day, and then daily', () => {
  const meter = home()
  meter.begin()
  const frames = meter
    .until(at(monday, 12) + 10 * 86_400)
    .filter(({ kind, isReplica }) => kind === 0 && !isReplica)
  expect(frames).toHaveLength(1 + 144 + 7)
  const opened = openAssociation(frames[0]!.apdu, device.initialKey)
  expect(opened.association).toMatchObject({
    ...keys,
    pod: device.pod,
    profile: profiles.monitoring,
    gap: 300,
  })
  expect(() => openAssociation(frames[0]!.apdu, key(8))).toThrow()
})

test('after a restart keys and counters are kept, and no counter is used twice', () => {
  const memory = inMemory()
  const first = home({ memory })
  first.begin()
  const counterOf = ({ apdu }: Told) =>
    openFrame(apdu, () => new SuiteKeys(keys.encryptionKey, keys.authenticationKey)).counter
  const used = first.until(at(monday, 13)).flatMap(told => (told.kind === 0 ? [] : [counterOf(told)]))
  const again = home({ memory, start: at(monday, 13) })
  again.chain2.advance(at(monday, 13))
  const later = again.until(at(monday, 14)).flatMap(told => (told.kind === 0 ? [] : [counterOf(told)]))
  expect(later.length).toBeGreaterThan(0)
  expect(Math.min(...later)).toBeGreaterThan(Math.max(...used))
})

test('a revoked device gets nothing more, and its keys are gone', () => {
  const meter = home()
  meter.begin()
  expect(meter.until(at(monday, 12, 30)).length).toBeGreaterThan(0)
  meter.chain2.revoke()
  expect(meter.until(at(monday, 18))).toEqual([])
  expect(meter.chain2.association).toBeUndefined()
  expect(meter.meter.hasCustomerDevice).toBe(false)
  expect(JSON.stringify(meter.memory.get('chain2.association'))).not.toContain('01010101')
})

test('days, weeks and months are closed as the profiles of the meter say', () => {
  const meter = home({
    load: syntheticHousehold(2, 7),
    profile: profiles.prepaid,
    start: at(civilDay(2026, 11, 29), 12),
  })
  meter.begin()
  const told = meter.until(at(civilDay(2026, 12, 2), 12))
  const days = originals(told, 5)
  expect(days).toHaveLength(3)
  const { store } = meter.meter
  for (const day of days) {
    const end = day.measureTime + 1
    const used = store.registers(end)[0]! - store.registers(end - 86_400)[0]!
    expect(day.energyF1 + day.energyF2 + day.energyF3 + day.energyF4).toBe(used)
  }
  expect(originals(told, 9)).toHaveLength(1)
  const [month] = originals(told, 10)
  expect(month).toMatchObject({ measureTime: at(civilDay(2026, 12, 1)) })
  expect(month!.leftAt - month!.measureTime).toBeGreaterThanOrEqual(290 * 60)
  expect(originals(told, 11)).toHaveLength(1)
})

test('without supply nothing leaves, and that it was away is told when it is back', () => {
  const meter = home({ profile: profiles.prepaid })
  meter.begin()
  meter.until(at(monday, 12, 20))
  meter.meter.harm({ kind: 'outage', from: at(monday, 12, 21), until: at(monday, 12, 51) })
  const told = meter.until(at(monday, 13, 5))
  expect(told.filter(({ at: left }) => left > at(monday, 12, 21) && left < at(monday, 12, 51))).toEqual([])
  expect(originals(told, 23).map(({ outageDuration }) => outageDuration)).toEqual([1800])
})
