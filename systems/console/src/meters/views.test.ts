import { afterEach, expect, test, vi } from 'vitest'
import { keepViews, keptViews, nameOfView } from './views.ts'

afterEach(() => vi.unstubAllGlobals())

function withStorage(text: string | null) {
  const kept = new Map<string, string>(text === null ? [] : [['ferraris.meters.views', text]])
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
}

test('views are kept, the latest twenty; what cannot be read is none', () => {
  withStorage(null)
  expect(keptViews('meters')).toEqual([])
  keepViews(
    'meters',
    Array.from({ length: 25 }, (_, i) => ({ address: `search=${i}`, name: `${i}` })),
  )
  expect(keptViews('meters')).toHaveLength(20)
  expect(keptViews('meters').at(-1)).toEqual({ address: 'search=24', name: '24' })
  for (const text of ['{', '{}', '[1, {"address":2,"name":"x"}, null]']) {
    withStorage(text)
    expect(keptViews('meters')).toEqual([])
  }
})

test('a view is called by what it filters', () => {
  expect(nameOfView('state=silent&search=Via+Roma')).toBe('silent, Via Roma')
  expect(nameOfView('incomplete=true')).toBe('incomplete')
})
