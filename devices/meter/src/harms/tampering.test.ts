import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import {
  alarmsIn,
  errorsIn,
  faultTable,
  ferraris,
  type idisLogs,
  obisCodes,
  profileStatus,
} from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import type { PushMessage } from '../host.ts'
import { at, monday, programmedMeter, steady } from '../programmed-meter.fixture.ts'
import { bench } from '../smitp/bench.fixture.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { harmKinds } from './kinds.ts'

const noon = at(monday, 12)
const here = { service: 'tcp', destination: Buffer.from('127.0.0.1:4059'), message: 'a-xdr' } as const

/** A meter with a host for its pushes, and what it says of itself. */
function meterOf(setup: Parameters<typeof programmedMeter>[0] = {}, memory = inMemory()) {
  const sent: PushMessage[] = []
  const push = { send: (message: PushMessage) => sent.push(message) > 0 }
  const meter = programmedMeter({ push, ...setup }, noon, memory)
  meter.set(classes.pushSetupV0, obisCodes.alarmPush, 'sendDestinationAndMethod', here)
  const number = (obis: string, classId = 1) =>
    Number((meter.getRaw(classId, obis, 2) as { value: number }).value)
  return {
    ...meter,
    get now() {
      return meter.now
    },
    sent,
    number,
    codes: (log: keyof typeof idisLogs = 'fraud') => {
      meter.meter.wake()
      return meter.meter.store.events
        .of(log, meter.now)
        .flatMap(({ shown, code }) => (shown >= noon ? [code] : []))
    },
    alarms: () => alarmsIn(ferraris, 1, number(obisCodes.alarmRegister)).map(alarm => alarm.name),
    errors: () => errorsIn(ferraris, number(obisCodes.errorRegister)),
  }
}

/** Table 31, row 0. */
const statusRow = [0, 0x3f] as const

describe('tampering', () => {
  test.each([
    ['meter-cover', 44, 45, 0],
    ['terminal-cover', 40, 41, 5],
    ['magnet', 42, 43, 15],
  ] as const)(
    'uc SEC-11 %s is noted as it begins and ends, pushed as fraud, and counted',
    (kind, begins, ends, group) => {
      const meter = meterOf()
      meter.meter.harm({ kind, from: noon })
      expect(meter.sent).toHaveLength(1)
      expect(meter.alarms()).toEqual(['fraudAttempt'])
      expect(meter.codes()).toEqual([begins])
      meter.goTo(noon + 90)
      expect(meter.number(`0.0.96.20.${group + 2}.255`, 3)).toBe(90)
      expect(meter.meter.endHarm(kind, noon + 90)).toBe(1)
      meter.goTo(noon + 200)
      meter.meter.harm({ kind, from: noon + 200, until: noon + 210 })
      meter.goTo(noon + 300)
      expect(meter.codes()).toEqual([begins, ends, begins, ends])
      const counters = [0, 2, 3].map(place =>
        meter.number(`0.0.96.20.${group + place}.255`, place === 0 ? 1 : 3),
      )
      expect(counters).toEqual([2, 10, 100])
      expect(meter.sent).toHaveLength(1)
    },
  )

  test('uc SEC-11 a cover that is opened in the dark is noted when the meter lives again', () => {
    const meter = meterOf()
    meter.meter.harm({ kind: 'outage', from: noon, until: noon + 600 })
    meter.meter.harm({ kind: 'terminal-cover', from: noon + 60 })
    meter.meter.harm({ kind: 'meter-cover', from: noon + 60, until: noon + 120 })
    meter.goTo(noon + 700)
    expect(meter.codes()).toEqual([40])
    expect(meter.meter.store.events.of('fraud', meter.now).at(-1)?.shown).toBe(noon + 600)
    expect(meter.alarms()).toEqual(['fraudAttempt'])
  })

  test('a wrong password counts each attempt, and locks the port', () => {
    const meter = meterOf()
    const port = '0.0.44.2.0.255'
    const { communicationPortProtection } = classes
    meter.set(communicationPortProtection, port, 'protectionMode', 'locked-on-failed-attempts')
    meter.set(communicationPortProtection, port, 'allowedFailedAttempts', 5)
    meter.meter.harm({ kind: 'wrong-password', from: noon })
    expect(meter.codes()).toEqual([46])
    expect(meter.get(communicationPortProtection, port, 'failedAttempts')).toBe(3)
    expect(meter.get(communicationPortProtection, port, 'protectionStatus')).toBe('unlocked')
    meter.goTo(noon + 10)
    meter.meter.harm({ kind: 'wrong-password', from: noon + 10, level: 2 })
    expect(meter.get(communicationPortProtection, port, 'protectionStatus')).toBe('temporarily-locked')
    expect(meter.codes()).toEqual([46, 46])
    expect(meter.alarms()).toEqual(['fraudAttempt'])
  })

  test('one that lies ahead comes of itself, once, over a restart too', () => {
    const memory = inMemory()
    const before = meterOf({}, memory)
    before.meter.harm({ kind: 'magnet', from: noon + 3600 })
    expect([before.alarms(), before.sent.length]).toEqual([[], 0])
    const meter = meterOf({}, memory)
    expect(meter.meter.nextWake()).toBe((noon + 3600) * 1000)
    meter.goTo(noon + 3600)
    meter.meter.wake()
    expect(meter.sent).toHaveLength(1)
    meter.goTo(noon + 7200)
    expect([meter.alarms(), meter.codes(), meter.sent.length]).toEqual([['fraudAttempt'], [42], 1])
  })

  test('shows through the tables of METERS AND MORE, too', () => {
    const { meter, clock, client } = bench()
    const { row } = client()
    const conditions = () => row(...statusRow)[0]! | (row(...statusRow)[1]! << 8)
    expect(conditions() & 0b1000_0110).toBe(0)
    for (const kind of ['meter-cover', 'magnet', 'nv-memory-error'] as const)
      meter.harm({ kind, from: clock.seconds })
    expect(conditions() & 0b1000_0110).toBe(0b1000_0110)
    clock.seconds += 5
    meter.endHarm('magnet', clock.seconds)
    expect(conditions() & 0b1000_0110).toBe(0b1000_0010)
  })
})

describe('health', () => {
  test.each([
    ['ram-error', 13, 'ramError', false],
    ['program-memory-error', 12, 'programMemoryError', true],
    ['nv-memory-error', 14, 'nonVolatileMemoryError', true],
    ['measuring-system-error', 16, 'measurementSystemError', true],
  ] as const)('%s is event, alarm and error', (kind, code, event, isLasting) => {
    const meter = meterOf()
    meter.meter.harm({ kind, from: noon })
    expect([meter.codes('standard'), meter.alarms(), meter.errors()]).toEqual([[code], [event], [event]])
    expect(meter.sent).toHaveLength(1)
    meter.goTo(noon + 60)
    meter.meter.endHarm(kind, noon + 60)
    expect(meter.errors()).toEqual(isLasting ? [event] : [])
    meter.setRaw(1, obisCodes.errorRegister, 2, data.doubleLongUnsigned(0))
    expect(meter.errors()).toEqual([])
  })

  test('a battery that runs low is to be replaced a little later, and is well once replaced', () => {
    const meter = meterOf()
    const voltage = () => meter.number(obisCodes.batteryVoltage)
    const left = () => meter.number(obisCodes.batteryLeft)
    expect(voltage()).toBeGreaterThan(3.5)
    expect(left()).toBeGreaterThan(4000)
    meter.meter.harm({ kind: 'battery-low', from: noon })
    expect(voltage()).toBeLessThan(3)
    expect([meter.codes('standard'), meter.alarms(), meter.errors()]).toEqual([[8], [], []])
    meter.goTo(noon + 600)
    meter.meter.wake()
    expect([meter.codes('standard'), meter.alarms(), meter.errors()]).toEqual([
      [8, 7],
      ['replaceBattery'],
      ['replaceBattery'],
    ])
    expect(meter.sent).toHaveLength(1)
    meter.goTo(noon + 10 * 24 * 3600)
    expect(left()).toBe(10)
    meter.meter.endHarm('battery-low', meter.now)
    expect([meter.errors(), voltage() > 3.5]).toEqual([[], true])
  })

  test('a terminal above 85 °C alarms, a warm one does not; its temperature is captured by a profile', () => {
    const meter = meterOf()
    const celsius = () => meter.number(obisCodes.temperature, 3) / 10
    expect(celsius()).toBeGreaterThan(15)
    expect(celsius()).toBeLessThan(45)
    const profile = '1.0.99.128.0.255'
    meter.set(classes.profileGeneric, profile, 'captureObjects', [
      { classId: 8, obis: obisCodes.clock, attribute: 2, dataIndex: 0 },
      { classId: 3, obis: obisCodes.temperature, attribute: 2, dataIndex: 0 },
    ])
    meter.set(classes.profileGeneric, profile, 'capturePeriod', 60)
    meter.meter.harm({ kind: 'hot-terminal', from: noon, until: noon + 30, level: 80 })
    meter.goTo(noon + 30)
    expect(meter.codes('standard')).not.toContain(246)
    meter.meter.harm({ kind: 'hot-terminal', from: noon + 30, level: 120 })
    meter.goTo(noon + 60)
    meter.meter.wake()
    expect(celsius()).toBe(120)
    expect([meter.codes('standard').at(-1), meter.alarms(), meter.sent.length]).toEqual([
      246,
      ['terminalHot'],
      1,
    ])
    meter.goTo(noon + 61)
    expect(meter.getRaw(7, profile, 2)).toMatchObject({ value: [{ value: [{}, data.long(1200)] }] })
    meter.meter.endHarm('hot-terminal', noon + 61)
    expect([celsius() < 45, meter.codes('standard').at(-1)]).toEqual([true, 247])
  })

  test('a register that stands still while current flows is an error of the measuring system after a quarter of an hour', () => {
    const meter = meterOf({ load: steady(2000) })
    const { store } = meter.meter
    const before = store.registers(noon)[0]!
    meter.meter.harm({ kind: 'stopped-register', from: noon })
    expect(store.registers(noon + 3600)[0]).toBe(before)
    expect(store.sample(noon + 100).phases[0]!.current).toBeGreaterThan(500)
    expect([meter.alarms(), meter.errors()]).toEqual([[], []])
    meter.goTo(noon + 900)
    expect([meter.alarms(), meter.errors()]).toEqual([['measurementSystemError'], ['measurementSystemError']])
    meter.meter.endHarm('stopped-register', meter.now)
    expect(store.registers(noon + 900 + 1800)[0]! - before).toBeGreaterThan(900)
  })

  test('a clock that is lost shows another time and says so, in rows too, until it is set', () => {
    const meter = meterOf()
    const { clock, loadProfile } = meter.meter.store
    meter.meter.harm({ kind: 'clock-lost', from: noon })
    expect(clock.read(noon) - noon).toBeLessThan(-3600)
    expect(meter.number(obisCodes.profileStatus) & profileStatus.clockInvalid).not.toBe(0)
    expect(meter.getRaw(8, obisCodes.clock, 4)).toEqual(data.unsigned(1))
    expect([meter.alarms(), meter.errors()]).toEqual([['clockInvalid'], ['clockInvalid']])
    meter.goTo(noon + 2000)
    const rows = loadProfile.range(noon - 3671, noon - 3671 + 2000, meter.now)
    // The clock passes these quarters for the second time: the rows of the first are well.
    expect([...rows.status].map(status => status & profileStatus.clockInvalid)).toEqual([0, 0, 0, 2, 2, 2])
    expect(meter.setClock(meter.now)).toBe('success')
    expect(meter.number(obisCodes.profileStatus) & profileStatus.clockInvalid).toBe(0)
    expect(meter.errors()).toEqual([])
    expect(
      meter.meter.store.events
        .all(meter.now)
        .slice(-3)
        .map(({ code }) => code),
    ).toEqual([6, 4, 5])
  })

  test('a meter with a broken modem neither sends nor is heard, and says so afterwards', () => {
    const meter = meterOf()
    meter.meter.harm({ kind: 'radio-fault', from: noon })
    expect([meter.meter.reachable, meter.meter.supplied]).toEqual([false, true])
    meter.meter.harm({ kind: 'meter-cover', from: noon })
    expect(meter.sent).toHaveLength(0)
    meter.goTo(noon + 30)
    meter.meter.endHarm('radio-fault', meter.now)
    expect(meter.meter.reachable).toBe(true)
    meter.goTo(noon + 60)
    meter.meter.wake()
    expect(meter.sent).toHaveLength(1)
    expect(meter.codes('communication')).toEqual([140, 141])
  })

  test('firmware with another signature is found, and is genuine again with the next image', () => {
    const meter = meterOf()
    const signature = () => JSON.stringify(meter.getRaw(1, obisCodes.firmwareSignature, 2))
    const legal = () => JSON.stringify(meter.getRaw(1, obisCodes.legalFirmwareSignature, 2))
    const [genuine, ofLegal] = [signature(), legal()]
    meter.meter.harm({ kind: 'firmware-signature', from: noon })
    expect(signature()).not.toBe(genuine)
    expect(legal()).toBe(ofLegal)
    expect([meter.codes('standard'), meter.alarms()]).toEqual([[51], ['firmwareRefused']])
    meter.goTo(noon + 5)
    meter.meter.endHarm('firmware-signature', noon + 5)
    expect(signature()).toBe(genuine)
  })
})

test('every harm of the table is one that a meter feels', () => {
  const offered = Object.entries(faultTable).flatMap(([kind, fault]) =>
    'ofMeter' in fault && fault.group !== 'hand' ? [kind] : [],
  )
  expect([...harmKinds].sort()).toEqual(offered.sort())
})
