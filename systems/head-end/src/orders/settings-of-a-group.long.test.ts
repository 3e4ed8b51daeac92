import { afterAll, beforeAll, expect, test } from 'vitest'
import { Fleet } from './activities/fleet.fixture.ts'
import type { EndDeviceControlDetail } from './record/schemas.ts'

const count = 100

let fleet: Fleet
beforeAll(async () => {
  fleet = await Fleet.open(count)
})
afterAll(() => fleet.close())

/** What was written at each meter, and whether all of it was read back. */
async function written(activity: string): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  for (const { id, endDevice } of await fleet.lines(activity)) {
    const { steps } = await fleet.ask<EndDeviceControlDetail>('ann', 'GET', `/end-device-controls/${id}`)
    expect(steps.every(({ outcome }) => outcome === 'verified')).toBe(true)
    const changed = steps.filter(({ reason }) => reason !== 'was so already')
    found.set(endDevice!, changed.map(({ target }) => target).toSorted())
  }
  return found
}

/** How many entries the meter's own log has. */
function entries(): number[] {
  return fleet.meters.map(({ meter }) => meter.store.events.count(fleet.now))
}

test('uc 2.b.2-1 of the settings of a group of a hundred only what differs is written, and then nothing differs', async () => {
  const contract = { kind: 'contract', parameters: { watts: 4500, overSeconds: 90 } }
  const actions = [
    contract,
    { kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } },
    { kind: 'push-setup', parameters: { object: '0.0.25.9.0', retries: 5 } },
  ]
  // Thirty of them have the contract already.
  const ready = fleet.serials.slice(0, 30)
  await fleet.begin('contracts', { ...contract, targets: { endDevices: ready } })
  await fleet.until('contracts')
  const targets = { endDevices: fleet.serials }
  await fleet.ask('ann', 'POST', '/end-device-groups', { name: 'houses', targets })

  await fleet.begin('first', { kind: 'sequence', parameters: { actions }, targets: { groups: ['houses'] } })
  expect((await fleet.until('first')).counts).toMatchObject({ total: count, succeeded: count })
  const changed = await written('first')
  const others = ['0.0.25.9.0.255 numberOfRetries', '0.0.97.98.10.255 value']
  const limiter = ['0.0.17.0.0.255 minOverThresholdDuration', '0.0.17.0.0.255 thresholdNormal']
  for (const [serial, its] of changed)
    expect([serial, its]).toEqual([serial, ready.includes(serial) ? others : [...limiter, ...others]])

  const before = entries()
  await fleet.begin('again', { kind: 'sequence', parameters: { actions }, targets: { groups: ['houses'] } })
  expect((await fleet.until('again')).counts).toMatchObject({ total: count, succeeded: count })
  expect([...(await written('again')).values()].flat()).toEqual([])
  expect(entries()).toEqual(before)
})
