import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm } from '../desk/schemas.ts'
import { openDesk, type TestDesk } from '../testing.fixture.ts'
import { clearDescriptors } from './clear-descriptors.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await openDesk(2)
})
afterAll(() => desk.close())

async function close(endDevice: string, kind: string): Promise<number> {
  const { items } = await desk.get<{ items: Alarm[] }>(
    `/alarms?state=open&endDevice=${endDevice}&kind=${kind}`,
  )
  const [{ id }] = items as [Alarm]
  await desk.send('POST', '/alarms/actions', { ids: [id], action: 'close', comment: 'seen' })
  await clearDescriptors(desk.app.parts)
  return id
}
async function orders(endDevice: string) {
  const query = `endDevice=${endDevice}&kind=clear-alarms`
  return (await desk.get<{ items: object[] }>(`/end-device-controls?${query}`)).items
}

test('uc 2.a.6-6 when an alarm is closed its bit is cleared in the meter, once the last alarm of that bit is', async () => {
  const [serial] = desk.serials as [string]
  // Both set the bit of a fraud attempt; the third has one of its own.
  await desk.report([0], 'meterCoverRemoved')
  await desk.report([0], 'strongField')
  await desk.report([0], 'ramError')
  await close(serial, 'meterCoverRemoved')
  expect(await orders(serial)).toEqual([])
  await close(serial, 'ramError')
  await clearDescriptors(desk.app.parts)
  expect(await orders(serial)).toMatchObject([
    { requestedBy: 'head-end', parameters: { alarms: ['ramError'], profile: 'idis' } },
  ])
  await close(serial, 'strongField')
  expect(await orders(serial)).toMatchObject([
    { parameters: { alarms: ['fraudAttempt'] } },
    { parameters: { alarms: ['ramError'] } },
  ])
})

test('what closes itself, and what has no bit, is not ordered', async () => {
  const [, serial] = desk.serials as [string, string]
  await desk.report([1], 'powerDown')
  await desk.report([1], 'powerUp')
  await desk.report([1], 'firmwareRefused')
  await close(serial, 'firmwareRefused')
  expect(await orders(serial)).toEqual([])
})
