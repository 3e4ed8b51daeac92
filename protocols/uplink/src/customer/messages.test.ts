import { expect, test } from 'vitest'
import {
  customerDownTopic,
  customerUpTopic,
  decodeCustomerDown,
  decodeCustomerUp,
  deviceOfTopic,
  encodeCustomerDown,
  encodeCustomerUp,
  UplinkError,
} from '../index.ts'

const prices = {
  kind: 'prices',
  id: 'P-7',
  currency: 'EUR',
  validFrom: 1_795_219_200_000,
  prices: [
    { tariff: 1, name: 'F1', price: 31_250 },
    { tariff: 2, name: 'F2', price: 28_000 },
  ],
  changes: [
    { at: 1_795_219_200_000, tariff: 1 },
    { at: 1_795_250_000_000, tariff: 2 },
  ],
} as const

test('texts, prices and receipts come out as they went in', () => {
  const message = { kind: 'message', id: 'M-1', from: 'supplier', text: 'Ciao', sentAt: 5 } as const
  const receipt = { kind: 'receipt', message: 'M-1', state: 'read', at: 6 } as const
  expect(decodeCustomerDown(encodeCustomerDown(message))).toEqual(message)
  expect(decodeCustomerDown(encodeCustomerDown(prices))).toEqual(prices)
  expect(decodeCustomerUp(encodeCustomerUp(receipt))).toEqual(receipt)
})

test.each([
  [{ ...prices, changes: prices.changes.toReversed() }, 'order of time'],
  [{ ...prices, prices: [prices.prices[0], prices.prices[0]] }, 'each tariff once'],
  [{ kind: 'message', id: 'M', from: 'nobody', text: '', sentAt: 1 }, 'from: must be one of'],
  [{ kind: 'message', id: 'M', from: 'supplier', text: 'a\u0007', sentAt: 1 }, 'text'],
  [{ kind: 'order' }, 'kind: must be one of message, prices'],
])('a message that is none is refused with the place of the fault: %#', (message, why) => {
  const decode = () => decodeCustomerDown(JSON.stringify(message))
  expect(decode).toThrow(UplinkError)
  expect(decode).toThrow(why)
})

test('a topic of the way up names its device, and no other topic does', () => {
  expect(deviceOfTopic(customerUpTopic('DU-1', 'receipt'))).toBe('DU-1')
  expect(deviceOfTopic(customerDownTopic('DU-1', 'message'))).toBeUndefined()
  expect(deviceOfTopic('ferraris/h2/a/b/up/receipt')).toBeUndefined()
})
