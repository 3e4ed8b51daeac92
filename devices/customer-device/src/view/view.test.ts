import { afterEach, describe, expect, test } from 'vitest'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { keysOf, noon, SendingMeter } from '../testing/sending-meter.fixture.ts'

const devices: DeviceInFolder[] = []
afterEach(() => {
  for (const each of devices.splice(0)) each.end()
})

function running() {
  const box = new DeviceInFolder()
  devices.push(box)
  const meter = new SendingMeter()
  box.device.take(meter.association())
  return { box, meter }
}

describe('what is wrong has five names', () => {
  test('no way', () => {
    const { box } = running()
    box.device.setWay({ state: 'closed', detail: 'no such port' })
    expect(box.device.view().trouble).toEqual({ code: 'unreachable', since: null, detail: 'no such port' })
  })

  test('nothing heard, from the beginning or for an hour', () => {
    const { box, meter } = running()
    expect(box.device.view().trouble).toMatchObject({ code: 'no-data', since: null })
    box.device.take(meter.power(100, noon))
    expect(box.device.view().trouble).toBeNull()
    box.now += 3601
    expect(box.device.view().trouble).toMatchObject({ code: 'no-data', since: noon })
  })

  test('telegrams that are none', () => {
    const { box } = running()
    box.device.take(Uint8Array.of(0xdb, 1, 2))
    expect(box.device.view().trouble).toMatchObject({ code: 'protocol-error' })
  })

  test('wrong keys, and keys that have changed', () => {
    const { box, meter } = running()
    const sealed = () =>
      meter.seal({ frame: 21, eventType: 2, eventTime: noon, eventCount: 1, power: 1 }, keysOf(9))
    for (let i = 0; i < 4; i++) box.device.take(sealed())
    expect(box.device.view().trouble).toMatchObject({ code: 'wrong-key', detail: null })
    box.device.take(meter.power(100, noon))
    box.now += 60
    for (let i = 0; i < 4; i++) box.device.take(sealed())
    expect(box.device.view().trouble).toMatchObject({ code: 'wrong-key', detail: 'changed' })
  })

  test('something else', () => {
    const { box } = running()
    box.device.setWay({ state: 'failed', detail: 'what is this' })
    expect(box.device.view().trouble).toMatchObject({ code: 'unknown' })
  })
})

describe('a warning', () => {
  test('counts down, and ends when it is told, or when the power is within what is available', () => {
    const { box, meter } = running()
    const alert = () => box.device.view().meters[0]!.alert
    box.device.take(meter.exceeded(4100, noon, 120))
    box.now += 20
    expect(alert()).toMatchObject({ state: 'exceeded', since: noon, availablePower: 3300, countdown: 100 })
    box.device.take(meter.exceeded(900, noon + 20, 0xffff, 5))
    expect(alert()).toBeNull()
    box.device.take(meter.exceeded(4100, noon + 30, 120))
    box.device.take(meter.power(3000, noon + 40))
    expect(alert()).toBeNull()
  })

  test('that is late counts from when it was sent, unless a clock is wrong', () => {
    const { box, meter } = running()
    box.now = noon + 15
    box.device.take(meter.exceeded(4100, noon, 120))
    expect(box.device.view().meters[0]!.alert?.countdown).toBe(105)
    box.now = noon + 90_000
    box.device.take(meter.exceeded(4100, noon + 20, 120))
    expect(box.device.view().meters[0]).toMatchObject({ alert: { countdown: 120 }, clockDifference: 89_980 })
  })

  test('says when the limiter has opened, until the supply is back', () => {
    const { box, meter } = running()
    box.device.take(meter.exceeded(4100, noon, 0, 6))
    expect(box.device.view().meters[0]!.alert).toMatchObject({ state: 'open', countdown: null })
    box.device.take(
      meter.seal({ frame: 23, eventType: 7, eventTime: noon + 60, eventCount: 1, outageDuration: 60 }),
    )
    expect(box.device.view().meters[0]!.alert).toBeNull()
  })

  test('overtaken by its end stays ended', () => {
    const { box, meter } = running()
    const late = meter.exceeded(4100, noon, 120)
    box.device.take(meter.exceeded(900, noon + 20, 0xffff, 5))
    box.device.take(late)
    expect(box.device.view().meters[0]!.alert).toBeNull()
  })
})

test("a clock that is set back, the meter's or the device's, freezes nothing", () => {
  const { box, meter } = running()
  const shown = () => box.device.view().meters[0]!
  box.device.take(meter.quarter({ measureTime: noon + 86_400, totalEnergy: 5_000_000, power: 100 }))
  box.device.take(meter.power(200, noon))
  expect(shown().power).toEqual({ value: 200, time: noon })
  box.device.take(meter.quarter({ measureTime: noon + 900, totalEnergy: 5_000_100, power: 300 }))
  expect(shown().importedEnergy).toMatchObject({ value: 5_000_100, time: noon + 900 })
  box.device.take(meter.quarter({ measureTime: noon, totalEnergy: 4_000_000, power: 300 }))
  expect(shown().importedEnergy).toMatchObject({ value: 5_000_100 })
  box.device.take(meter.exceeded(4100, noon - 3600, 120))
  expect(shown().alert).toMatchObject({ power: 4100 })
  const push = (value: number) => {
    box.device.receivePush({ meter: '697', readings: [{ obis: '1.0.1.7.0.255', value, unit: 'W' }] })
    box.device.keep()
  }
  push(1)
  box.now -= 86_400
  push(2)
  expect(box.device.view().meters[1]!.power?.value).toBe(2)
})

test('uc 6.a.1-3 days add up to week and month, by tariff, and tell what is missing', () => {
  const { box, meter } = running()
  const start = noon - 12 * 3600 - 86_400
  let total = 0
  for (let i = 1; i <= 96 + 40; i++) {
    if (i === 50 || i === 51) continue
    total += i
    box.device.take(
      meter.quarter({
        measureTime: start + 900 * i,
        quarterEnergy: i,
        previousQuarterEnergy: i - 1,
        tariff: (i % 3) + 1,
      }),
    )
  }
  const { today, week, month } = box.device.view().meters[0]!
  expect(month.wh).toBe(total + 51)
  expect(month.days.reduce((sum, { wh }) => sum + (wh ?? 0), 0)).toBe(month.wh)
  expect(month.byTariff.reduce((sum, wh) => sum + wh, 0)).toBe(month.wh)
  expect(month.missing).toBe(28 * 96 + 1)
  expect(today).toMatchObject({ missing: 0, from: '2026-11-30' })
  // 2026-11-30 is a Monday.
  expect(week.wh).toBe(today.wh)
})

test('what another country’s meter pushes is shown, too', () => {
  const { box } = running()
  const readings = [
    { obis: '1.0.1.7.0.255', value: 1.25, unit: 'kW' },
    { obis: '1.0.1.8.0.255', value: 4711, unit: 'Wh' },
    { obis: '1.0.32.7.0.255', value: 230, unit: 'V' },
  ]
  box.device.receivePush({ meter: '6970631401753985', readings })
  box.device.receivePush({ meter: null, readings })
  box.device.keep()
  expect(
    box.device
      .view()
      .meters.map(({ role, power, importedEnergy }) => [role, power?.value, importedEnergy?.value]),
  ).toEqual([
    ['M1', undefined, undefined],
    ['M2', 1250, 4711],
  ])
})
