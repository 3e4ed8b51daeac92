import { classes } from '@ferraris/cosem/classes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { monday, programmedMeter } from '../programmed-meter.fixture.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
  const account = bench.meter.object(classes.account, '0.0.19.0.0')
  await account.write('modeAndStatus', { mode: 'prepayment', status: 'new' })
  await bench.perform('set-credit', { amount: 5000 })
  await account.invoke('activate', 0)
})
afterAll(() => bench.close())

const hour = 3_600_000

async function isConnected(): Promise<boolean> {
  return await bench.meter.object(classes.disconnectControl, '0.0.96.3.10').read('outputState')
}

test('uc 4.a.1-3 with nothing left the meter cuts the supply itself, and closes it again once there is credit', async () => {
  bench.goTo(monday + hour)
  expect(await isConnected()).toBe(true)
  const { steps } = await bench.perform('set-credit', { amount: -1250 })
  expect(steps).toEqual([
    {
      target: '0.0.19.10.0.255 currentCreditAmount',
      outcome: 'verified',
      found: '-1250',
      wrote: '-1250',
    },
  ])
  bench.goTo(monday + 2 * hour)
  expect(await isConnected()).toBe(false)

  await bench.perform('set-credit', { amount: 2000 })
  bench.goTo(monday + 2 * hour + 60_000)
  const state = await bench.meter.object(classes.disconnectControl, '0.0.96.3.10').read('controlState')
  expect(['connected', 'ready-for-reconnection']).toContain(state)
})

test('asked again it gives nothing twice', async () => {
  await bench.perform('set-credit', { amount: 700 })
  const { steps } = await bench.perform('set-credit', { amount: 700 })
  expect(steps).toEqual([
    { target: '0.0.19.10.0.255 currentCreditAmount', outcome: 'verified', found: '700' },
  ])
})

test('an object that is no credit is told, and so is an amount that no account holds', async () => {
  const { steps } = await bench.perform('set-credit', { amount: 1, object: '0.0.96.3.10.255' })
  expect(steps).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('class 70') }])
  await expect(bench.perform('set-credit', { amount: 2 ** 31 })).rejects.toMatchObject({
    code: 'parameters-wrong',
  })
  await expect(bench.perform('set-credit', { amount: 0.5 })).rejects.toMatchObject({
    code: 'parameters-wrong',
  })
})
