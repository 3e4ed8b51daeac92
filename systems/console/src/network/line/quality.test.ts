import { expect, test } from 'vitest'
import { nodeOf } from './line.fixture.ts'
import { qualityOf } from './quality.ts'

test('a meter is judged by the measure that is asked for', () => {
  const node = nodeOf('A', [], { success: 0.96, snr: 5.9 })
  expect(qualityOf(node, 'success')).toBe('good')
  expect(qualityOf(node, 'snr')).toBe('poor')
  expect(qualityOf(nodeOf('A', [], { success: 0.8 }), 'success')).toBe('fair')
})

test('one that gives no answer is silent, however well it was heard before', () => {
  expect(qualityOf(nodeOf('A', [], { state: 'silent' }), 'success')).toBe('silent')
})
