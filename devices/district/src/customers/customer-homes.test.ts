import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at } from '@ferraris/bytes'
import { zone } from '@ferraris/cosem'
import {
  CurveCache,
  inMemory,
  italianBands,
  LocalCalendar,
  Meter,
  serialOf,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerHomes } from './customer-homes.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const noon = Date.parse('2026-11-20T11:07:00Z')
const clock = { time: noon, now: () => clock.time }
const serials = [1, 2, 3].map(serialOf)

let folder: string
let meters: Map<string, Meter>
let homes: CustomerHomes
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-homes-'))
  clock.time = noon
  const surroundings = { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() }
  const origin = calendar.at(secondsOf(noon)).day - 8
  meters = new Map(
    serials.map((serial, i) => {
      const load = syntheticHousehold(7, i + 1)
      const setup = { serial, load, seed: i, phases: 1, origin, depthDays: 30, memory: inMemory() } as const
      return [serial, new Meter(setup, surroundings, undefined, clock)]
    }),
  )
  homes = await open()
})
afterAll(() => {
  homes.close()
  rmSync(folder, { recursive: true })
})

async function open(): Promise<CustomerHomes> {
  const opened = new CustomerHomes(
    {
      folder,
      seed: 7,
      calendar,
      clock,
      signal: new AbortController().signal,
      meters: new Map(Array.from(meters, ([serial, meter]) => [serial, () => meter])),
    },
    serials.map((meter, i) => ({ meter, number: i + 1, contractPower: 3000 })),
  )
  await opened.open()
  return opened
}

function pass(seconds: number): void {
  for (let i = 0; i < seconds; i++) {
    clock.time += 1000
    homes.advance()
  }
}

function seen(serial: string) {
  const device = homes.see(serial)
  if (device === undefined) throw new Error(`no device hears ${serial}`)
  return device
}

test('a new device has heard its meter since yesterday, and goes on with each quarter', () => {
  const serial = at(serials, 0)
  const { view, days, counters } = seen(serial)
  expect(view.meters).toMatchObject([{ association: 'associated', plate: serial }])
  expect(days.at(-1)?.date).toBe('2026-11-20')
  expect(counters.find(({ day }) => day === '2026-11-19')?.loadCurve).toBe(96)
  const before = days.at(-1)?.imported.filter(wh => wh !== null).length ?? 0
  pass(900 + 600)
  const after = seen(serial)
  expect(after.days.at(-1)?.imported.filter(wh => wh !== null).length).toBeGreaterThan(before)
  expect(after.heard.map(({ frame }) => frame.frame)).toContain(1)
})

test('an oven that is switched on reaches the device within ten seconds, and so does its end', () => {
  const serial = at(serials, 1)
  const meter = meters.get(serial)
  pass(5)
  expect(at(seen(serial).view.meters, 0).alert).toBeNull()
  meter?.harm({ kind: 'extra-load', from: secondsOf(clock.time), level: 5000 })
  pass(10)
  expect(at(seen(serial).view.meters, 0).alert).toMatchObject({ state: 'exceeded', availablePower: 3300 })
  expect(seen(at(serials, 2)).heard.map(({ frame }) => frame.frame)).not.toContain(22)
  meter?.endHarm('extra-load', secondsOf(clock.time))
  pass(10)
  expect(at(seen(serial).view.meters, 0).alert).toBeNull()
})

test('a restart keeps device and association, and marks the day: the device was without supply', async () => {
  const serial = at(serials, 0)
  const { plate } = seen(serial)
  homes.close()
  clock.time += 3_600_000
  homes = await open()
  expect(seen(serial).plate).toEqual(plate)
  expect(seen(serial).counters.at(-1)).toMatchObject({ day: '2026-11-20', powerLoss: true })
  pass(900)
  expect(seen(serial).heard.length).toBeGreaterThan(0)
})

test('a meter whose association ends is heard no more', () => {
  const serial = at(serials, 0)
  meters.get(serial)?.chain2.revoke()
  const { heard } = seen(serial)
  pass(900)
  expect(seen(serial).heard).toEqual(heard)
})
