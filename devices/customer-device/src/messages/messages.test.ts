import { afterEach, expect, test } from 'vitest'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'

const devices: DeviceInFolder[] = []
afterEach(() => {
  for (const each of devices.splice(0)) each.end()
})

function box(): DeviceInFolder {
  const made = new DeviceInFolder()
  devices.push(made)
  return made
}

const text = {
  kind: 'message',
  id: 'M-1',
  from: 'supplier',
  text: 'Prices change.',
  sentAt: noon * 1000,
} as const
function table(id: string, validFrom: number, price: number) {
  return {
    kind: 'prices',
    id,
    currency: 'EUR',
    validFrom: validFrom * 1000,
    prices: [
      { tariff: 1, name: 'F1', price },
      { tariff: 2, name: 'F2', price: price - 1000 },
    ],
    changes: [{ at: (noon + 7 * 3600) * 1000, tariff: 2 }],
  } as const
}

test('a text is kept over a restart, comes once, and its receipts go out when it comes and when it is read', () => {
  const { device } = box()
  const [made] = devices
  device.takeMessage(text)
  device.takeMessage(text)
  device.markRead('M-1')
  device.markRead('M-1')
  made!.restart()
  expect(made!.device.view().messages).toEqual([
    { id: 'M-1', from: 'supplier', text: 'Prices change.', sentAt: noon, read: true },
  ])
  expect(made!.device.correspondence.receipts.map(({ message, state }) => [message, state])).toEqual([
    ['M-1', 'received'],
    ['M-1', 'read'],
  ])
})

test('a text that is over is shown no more', () => {
  const made = box()
  made.device.takeMessage({ ...text, until: (noon + 60) * 1000 })
  expect(made.device.view().messages).toHaveLength(1)
  made.now += 60
  expect(made.device.view().messages).toHaveLength(0)
})

test('uc 6.a.1-2 tariff and price now and next, and new prices beside the old ones from when', () => {
  const { device } = box()
  const meter = new SendingMeter()
  device.take(meter.association())
  device.take(meter.quarter({ measureTime: noon, tariff: 1 }))
  device.takeMessage(table('P-1', noon - 1000, 30_000))
  device.takeMessage(table('P-2', noon + 86_400, 35_000))
  expect(device.view().prices).toEqual({
    currency: 'EUR',
    now: { tariff: 1, name: 'F1', price: 30_000 },
    next: { tariff: 2, name: 'F2', price: 29_000, at: noon + 7 * 3600 },
    change: {
      at: noon + 86_400,
      prices: [
        { tariff: 1, name: 'F1', price: 35_000, before: 30_000 },
        { tariff: 2, name: 'F2', price: 34_000, before: 29_000 },
      ],
    },
  })
})

test('without any price the tariff of the meter is all there is', () => {
  const { device } = box()
  const meter = new SendingMeter()
  device.take(meter.association())
  device.take(meter.quarter({ measureTime: noon, tariff: 3 }))
  expect(device.view().prices).toEqual({
    currency: null,
    now: { tariff: 3, name: null, price: null },
    next: null,
    change: null,
  })
})
