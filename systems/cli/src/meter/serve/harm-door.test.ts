import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zone } from '@ferraris/cosem'
import {
  CurveCache,
  inMemory,
  italianBands,
  LocalCalendar,
  Meter,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { wholeSecondsOf } from '@ferraris/metering'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { harmMeter } from './harm.ts'
import { askMeter, serveHarms } from './harm-door.ts'

let data: string
let meter: Meter
let door: { close(): Promise<void> }
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ferraris-meter-'))
  const calendar = new LocalCalendar(zone('Europe/Rome'))
  meter = new Meter(
    {
      serial: 'FER00000001',
      load: syntheticHousehold(1, 1),
      seed: 1,
      phases: 1,
      origin: calendar.at(wholeSecondsOf(Date.now())).day - 1,
      depthDays: 60,
      memory: inMemory(),
    },
    { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
    undefined,
    Date,
  )
  door = await serveHarms(meter, data)
})
afterEach(async () => {
  await door.close()
  rmSync(data, { recursive: true })
})

async function feels(): Promise<string[]> {
  return (await askMeter(data, { ask: 'list' })).harms.map(({ kind }) => kind)
}

test('a meter that runs is harmed by a command, and mended by another', async () => {
  await harmMeter('outage', { data, for: 600, json: true })
  expect([meter.supplied, await feels()]).toEqual([false, ['outage']])
  await harmMeter('outage', { data, end: true, json: true })
  expect([meter.supplied, await feels()]).toEqual([true, []])
})

test('what has an end ends by itself', async () => {
  await harmMeter('sag', { data, for: 1, depth: 0.5, json: true })
  expect(await feels()).toEqual(['sag'])
  await expect.poll(feels, { timeout: 60_000 }).toEqual([])
})

test('what cannot be is refused under the name that it has on the command line', async () => {
  const refusal = (what: string | undefined, flags: object) =>
    harmMeter(what, { data, json: true, ...flags }).then(
      () => undefined,
      (error: { path?: string }) => error.path,
    )
  expect(await refusal('flood', {})).toBe('kind')
  expect(await refusal('cut-cable', {})).toBe('kind')
  expect(await refusal('sag', { depth: 3 })).toBe('--depth')
  expect(await refusal('sag', { for: 61 })).toBe('--for')
  expect(await refusal('outage', { level: 5 })).toBe('--level')
  expect(await refusal('clock-lost', { for: 5 })).toBe('--for')
  expect(await refusal('outage', { end: true, for: 5 })).toBe('--end')
  expect(await refusal(undefined, { end: true })).toBe('what')
  expect(await refusal('wrong-sequence', {})).toBe('target')
  expect(await feels()).toEqual([])
})

test('where no meter runs, one message says so', async () => {
  await expect(askMeter(join(data, 'nothing'), { ask: 'list' })).rejects.toMatchObject({ code: 'no-meter' })
})
