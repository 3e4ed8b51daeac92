import { toHex } from '@ferraris/bytes'
import { decodeCounters, encodeCounters, toWord } from '@ferraris/chain2'
import { zone } from '@ferraris/cosem'
import { syntheticHousehold } from '@ferraris/meter'
import { secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { dayOfRegisters, matchDays, successOf } from '@ferraris/monitoring/counting'
import { expect, test } from 'vitest'
import { homeOnLine, pod, steady } from './home.fixture.ts'
import { timeZone } from './simulate/campaign.ts'

const rome = zone(timeZone)
const date = '2026-11-24'
const start = rome.startOfDay(date)
const end = start + secondsPerDay

test("uc CH2-1 uc K-26 the device's curve of a day is the meter's over a real line of band C, and both count the same", () => {
  const home = homeOnLine({ load: syntheticHousehold(1, 7), start })
  const { meter } = home
  for (const message of meter.chain2.departures(end + 600)) home.transmit(message, message.at)
  home.settle()

  // The device knew nothing but its initial key: the association frame has brought the rest.
  const heard = home.device.meters[0]!
  expect(heard.link.systemTitle).toBe(toHex(meter.identity.systemTitle))
  const rows = meter.store.loadProfile.range(start - secondsPerQuarter, end, end + 600)
  const registers = new Map(Array.from(rows.shown, (shown, i) => [shown, rows.values[0]?.[i] ?? Number.NaN]))
  const curve = Array.from({ length: 96 }, (_, i) => {
    const [from, to] = [start + i * secondsPerQuarter, start + (i + 1) * secondsPerQuarter]
    return registers.get(to)! - registers.get(from)!
  })
  expect(curve.some(wh => wh > 0)).toBe(true)
  expect(heard.days.find(day => day.date === date)?.imported?.wh).toEqual(curve)
  // Both ends have counted the same, of every kind: the association came before the first frame.
  const counted = meter.chain2.sent.days(meter.store).find(({ day }) => day === date)!
  expect(counted.loadCurve).toBe(96)
  expect(heard.counters.find(({ day }) => day === date)).toEqual(counted)

  // The platform divides what the device has uploaded by what the meter has sent.
  const uploaded = decodeCounters(
    encodeCounters({
      duId: 'DU-1',
      smitpAddr: home.device.settings.address,
      systemTitle: heard.link.systemTitle,
      pod,
      meter: 'M1',
      fw: '1',
      days: heard.counters,
    }),
  )
  const registersOf = (days: readonly (typeof counted)[]) =>
    days
      .filter(({ day }) => day === date)
      .map(one =>
        dayOfRegisters(
          one.day,
          [one.instPower, one.alerts, one.loadCurve].map(count =>
            toWord({ count, powerLoss: one.powerLoss }),
          ),
        ),
      )
  const success = successOf(matchDays(registersOf([counted]), registersOf(uploaded.days)))
  expect(success.loadCurve).toEqual({ sent: 96, received: 96 })
  expect(success.instPower).toEqual({ sent: counted.instPower, received: counted.instPower })
  expect(counted.instPower).toBeGreaterThan(50)
})

test('uc CH2-2 an overload is handed to the line within 2 s and heard within 10, the countdown runs, and the limiter opens unless less is drawn', () => {
  const home = homeOnLine({ load: steady(400), start: start + 72_000 })
  const { meter, ways } = home
  const begin = start + 72_000
  home.limit(3300, 120)
  home.run(begin + 30)

  // Twenty overloads of twenty seconds: less is drawn before the limiter opens.
  const overloads = Array.from({ length: 20 }, (_, i) => begin + 60 + i * 60)
  for (const from of overloads) {
    meter.harm({ kind: 'extra-load', from, until: from + 20, level: 4000 })
    home.run(from + 12)
    const { alert } = home.device.meters[0]!.readings
    expect(alert).toMatchObject({ state: 'exceeded', availablePower: 3300 })
    expect(Math.abs(alert!.opensAt! - (from + 120))).toBeLessThanOrEqual(2)
    home.run(from + 50)
    expect(home.device.meters[0]!.readings.alert).toBeUndefined()
  }
  const told = overloads.map(from => ways.filter(({ kind, handedAt }) => kind === 22 && handedAt >= from))
  for (const [i, [first]] of told.entries()) expect(first!.handedAt - overloads[i]!).toBeLessThanOrEqual(2)
  const inTime = told.filter((sent, i) =>
    sent.some(({ heardAt = Number.NaN }) => heardAt - overloads[i]! <= 10),
  )
  expect(inTime.length).toBeGreaterThanOrEqual(19)
  expect(meter.store.supply.outputState).toBe(true)

  // One that goes on: the device says why there is no supply.
  const last = begin + 1400
  meter.harm({ kind: 'extra-load', from: last, until: last + 600, level: 4000 })
  home.run(last + 90)
  expect(home.device.meters[0]!.readings.alert!.opensAt! - (last + 90)).toBeLessThanOrEqual(32)
  home.run(last + 135)
  expect(meter.store.supply.outputState).toBe(false)
  expect(home.device.meters[0]!.readings.alert).toMatchObject({ state: 'open' })
})

test("uc CH2-3 the week's energy reaches its threshold: the device is told once in each week, and what was used", () => {
  const threshold = 50_000
  const sunday = rome.startOfDay('2026-11-29')
  const monday = sunday + secondsPerDay
  const home = homeOnLine({ load: steady(1000), start: sunday, weeklyThreshold: threshold })
  const { meter } = home
  const of = () => home.device.meters[0]?.readings.threshold
  const energyOf = (instant: number) => meter.store.energy('import', instant)
  const told: number[] = []
  for (const message of meter.chain2.departures(monday + 51 * 3600)) {
    home.transmit(message, message.at)
    if (message.kind === 25 && !message.isReplica) told.push(message.at)
    if (message.at > monday && message.at < monday + 50 * 3600) expect(of()?.time).toBe(told[0])
  }
  home.settle()
  // The week in which the device came was beyond it already; of the next one it takes 50 h of 1 kW.
  expect(told).toEqual([sunday + 2, monday + 50 * 3600])
  expect(of()).toEqual({ value: { threshold, energy: threshold }, time: told[1] })
  expect(energyOf(told[1]!) - energyOf(monday)).toBe(threshold)
})
