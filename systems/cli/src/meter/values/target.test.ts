import { expect, test } from 'vitest'
import { parseFullTarget, parseTarget } from './target.ts'

test.each([
  ['1.0.1.8.0.255', '1.0.1.8.0.255', undefined],
  ['1.0.1.8.0.255:2', '1.0.1.8.0.255', 2],
  ['1-0:1.8.0*255', '1.0.1.8.0.255', undefined],
  ['1-0:1.8.0*255:3', '1.0.1.8.0.255', 3],
  ['1-0:1.8.0', '1.0.1.8.0.255', undefined],
  ['1-0:1.8.0:4', '1.0.1.8.0.255', 4],
])('%s is object %s, attribute %s', (text, obis, id) => {
  expect(parseTarget(text)).toEqual({ obis, id })
})

test.each([
  '',
  ':2',
  '1.8',
  'energy',
  '1.0.1.8.0.255:',
  '1.0.1.8.0.255:0',
  '1.0.1.8.0.255:128',
  '1.0.1.8.0.256',
])('%j is no target', text => {
  expect(() => parseTarget(text)).toThrow()
})

test('where the attribute must be named, its absence is told with an example', () => {
  expect(() => parseFullTarget('1.0.1.8.0.255', 'attribute')).toThrow('1.0.1.8.0.255:2')
  expect(() => parseFullTarget('0.0.96.3.10.255', 'method')).toThrow('0.0.96.3.10.255:1')
})
