import { classes } from '@ferraris/cosem/classes'
import type { LoadSource } from '@ferraris/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { monday, programmedMeter } from '../programmed-meter.fixture.ts'

/** A home that draws and feeds in the same at any time, W. */
function steady(drawn: number, fed: number): LoadSource {
  const nothing = new Int32Array(96)
  const day = {
    import: new Int32Array(96).fill(drawn / 4),
    export: new Int32Array(96).fill(fed / 4),
    reactiveImport: nothing,
    reactiveExport: nothing,
  }
  return { household: 'steady', contractedPower: 3000, day: () => day }
}

let bench: Awaited<ReturnType<typeof programmedMeter>>
let solar: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter({ load: steady(2000, 0) })
  solar = await programmedMeter({ load: steady(400, 4000) })
})
afterAll(async () => {
  await bench.close()
  await solar.close()
})

const minute = 60_000

async function isConnected(): Promise<boolean> {
  return await bench.meter.object(classes.disconnectControl, '0.0.96.3.10').read('outputState')
}

/** Wh of a register between two rows of the load profile. */
async function counted(register: string, from: number, to: number): Promise<number> {
  const { readings } = await solar.perform('read-profile', { from: '2026-11-02', to: '2026-11-02' })
  const profile = readings?.profiles?.[0]
  const column = profile?.head.columns.findIndex(({ obis }) => obis === register) ?? -1
  const at = (instant: number) =>
    profile?.rows[profile.times.indexOf(instant / 1000)]?.[column]?.value as number
  return at(to) - at(from)
}

const exported = '1.0.2.8.0.255'

test('what is fed in stays below its limit from the next quarter hour on, and what is drawn stays as it was', async () => {
  solar.goTo(monday + 20 * minute)
  const { steps } = await solar.perform('export-limit', { watts: 1500 })
  expect(steps).toMatchObject([{ target: '0.0.17.0.1.255 thresholdNormal', outcome: 'verified' }])
  solar.goTo(monday + 60 * minute)
  // 1000 Wh a quarter before, 375 Wh under a limit of 1500 W.
  expect(await counted(exported, monday + 15 * minute, monday + 30 * minute)).toBe(1000)
  expect(await counted(exported, monday + 30 * minute, monday + 45 * minute)).toBe(375)
  expect(await counted('1.0.1.8.0.255', monday + 30 * minute, monday + 45 * minute)).toBe(100)
  await solar.perform('export-limit', { watts: 10_000_000 })
  solar.goTo(monday + 90 * minute)
  expect(await counted(exported, monday + 75 * minute, monday + 90 * minute)).toBe(1000)
})

test('a contract sets limit, patience and groups in one order; an emergency of the group opens the switch', async () => {
  const { steps } = await bench.perform('contract', {
    watts: 9000,
    emergencyWatts: 500,
    overSeconds: 30,
    underSeconds: 60,
    groups: [7],
  })
  expect(steps.map(({ outcome }) => outcome)).toEqual(Array(5).fill('verified'))
  const other = await bench.perform('emergency', {
    group: 8,
    from: '2026-11-02T13:45:00+01:00',
    seconds: 3600,
  })
  expect(other.steps).toMatchObject([{ outcome: 'verified' }])
  bench.goTo(monday + 110 * minute)
  expect(await isConnected()).toBe(true)
  await bench.perform('emergency', { group: 7, from: '2026-11-02T14:00:00+01:00', seconds: 3600 })
  bench.goTo(monday + 119 * minute)
  expect(await isConnected()).toBe(true)
  bench.goTo(monday + 122 * minute)
  expect(await isConnected()).toBe(false)
})

test('the meter has logged what the limiter did, and that it was changed', async () => {
  const { readings } = await bench.perform('read-events', { from: '2026-11-02', to: '2026-11-02' })
  const codes = readings?.profiles?.flatMap(({ rows }) => rows.map(([, code]) => code?.value))
  // 65: exceeded, 67: changed, 64: opened by the meter itself.
  expect(codes).toEqual(expect.arrayContaining([65, 67, 64]))
})
