import type { DownMessage, OperatorSettings } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openNetwork, type TestConcentrator, type TestNetwork } from '../../testing/network.fixture.ts'
import { settingsOf, want } from './settings.ts'

const factory: OperatorSettings = {
  channels: ['1.0.1.8.0.255', '1.0.2.8.0.255'],
  statusEverySeconds: 300,
  attempts: 4,
  backOffSeconds: 120,
  longestBackOffSeconds: 3600,
  nightStartSeconds: 180,
}

let net: TestNetwork
let c1: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
})
afterAll(() => net.close())

function ask(settings: OperatorSettings) {
  const { channels, ...rest } = settings
  const given = { ...rest, ...(channels && { channels: [...channels] }) }
  return want(net.store.kysely, 'C1', given, { by: 'anna', now: net.clock.now })
}
function state() {
  return settingsOf(net.store.kysely, 'C1')
}
function told(messages: readonly DownMessage[]) {
  return messages.flatMap(message => (message.kind === 'settings' ? [message.settings] : []))
}

test('what is in force is what the concentrator says', async () => {
  expect(await state()).toMatchObject({ state: 'unset', wanted: {}, inForce: null })
  await c1.say({ kind: 'settings', settings: factory })
  expect(await state()).toMatchObject({ state: 'unset', inForce: factory })
  expect(told(c1.told)).toEqual([])
})

test('settings that were asked for while it was away are told when it is back, and are in force when it says so', async () => {
  await ask({ attempts: 6 })
  await ask({ nightStartSeconds: 900 })
  expect(await state()).toMatchObject({ state: 'waiting', setBy: 'anna' })
  await c1.say({ kind: 'settings', settings: factory })
  await c1.until(messages => told(messages).length === 1)
  expect(told(c1.told)).toEqual([{ attempts: 6, nightStartSeconds: 900 }])
  await c1.say({ kind: 'settings', settings: { ...factory, attempts: 6, nightStartSeconds: 900 } })
  expect(await state()).toMatchObject({
    state: 'in-force',
    inForce: { attempts: 6, channels: factory.channels },
  })
})

test('what the concentrator refuses is shown with its field, and not sent again and again', async () => {
  await ask({ channels: ['1.0.99.8.0.255'] })
  const refused = [{ field: 'channels', detail: 'the meters have no such profile' }]
  const settings = { ...factory, attempts: 6, nightStartSeconds: 900 }
  const before = told(c1.told).length
  await c1.say({ kind: 'settings', settings, refused })
  expect(await state()).toMatchObject({ state: 'refused', refused })
  expect(told(c1.told)).toHaveLength(before)
  await ask({ channels: ['1.0.1.8.0.255'] })
  expect(await state()).toMatchObject({ state: 'waiting', refused: [] })
})

test('a pause that cannot be is refused with its field', async () => {
  await expect(ask({ backOffSeconds: 3600, longestBackOffSeconds: 60 })).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining('longestBackOffSeconds'),
  })
  await ask({ longestBackOffSeconds: 600 })
  await expect(ask({ backOffSeconds: 601 })).rejects.toThrow('backOffSeconds')
})
