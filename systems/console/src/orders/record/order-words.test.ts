import { expect, test } from 'vitest'
import { formatsOf } from '../../i18n/use-format.ts'
import { orderWords, progressOf, waitOf } from './order-words.ts'

const format = formatsOf('en-GB')
/** The id itself and its values, so that the test does not depend on a language. */
function t(id: string, values?: Record<string, unknown>) {
  return [id, ...Object.values(values ?? {}).filter(value => value !== '')].join(' ')
}

test('an order says what it asks for, with its figures', () => {
  expect(orderWords({ kind: 'switch', parameters: { connected: false } }, t, format)).toBe('order.disconnect')
  expect(orderWords({ kind: 'switch', parameters: { connected: true } }, t, format)).toBe('order.connect')
  expect(orderWords({ kind: 'limit', parameters: { watts: 3300 } }, t, format)).toBe('order.limit 3.30 kW')
})

test('an order of a kind that is not known keeps its own name', () => {
  expect(orderWords({ kind: 'firmware', parameters: {} }, t, format)).toBe('kind.firmware')
  expect(orderWords({ kind: 'sing' as never, parameters: {} }, t, format)).toBe('sing')
})

test('an open order says what it waits for, one that is over says nothing', () => {
  expect(waitOf({ waitsFor: 'concentrator' }, t)).toBe('order.waits.concentrator')
  expect(waitOf({ waitsFor: null }, t)).toBeNull()
})

test('progress goes from asked to ended, and a bad end is an end', () => {
  expect(progressOf('queued')).toBe(0)
  expect(progressOf('accepted')).toBe(0.5)
  for (const end of ['done', 'refused', 'failed', 'expired'] as const) expect(progressOf(end)).toBe(1)
})
