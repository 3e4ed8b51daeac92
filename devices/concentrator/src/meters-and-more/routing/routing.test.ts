import { describe, expect, test } from 'vitest'
import { exchangeTime } from './airtime.ts'
import { mostHops } from './find-routes.ts'
import { chance, guessed } from './link.ts'
import { here, LinkMap } from './link-map.ts'
import { RouteBook } from './route-book.ts'

function always() {
  return true
}
const none = new Map<string, number>()

function mapOf(links: [string, string, number][]): LinkMap {
  const map = new LinkMap()
  for (const [from, to, snr] of links) map.heard(from, to, snr, 60, 0)
  return map
}

describe('the chance of a link', () => {
  test('is guessed from the signal before anything was tried', () => {
    expect(chance(guessed({ tried: 0, lost: 0, at: 0, snr: 15 }), 0)).toBeGreaterThan(0.95)
    expect(chance(guessed({ tried: 0, lost: 0, at: 0, snr: 4 }), 0)).toBeCloseTo(0.25)
    expect(chance(guessed({ tried: 0, lost: 0, at: 0, snr: -5 }), 0)).toBeLessThan(0.05)
  })

  test('follows what happens, and lets it fade', () => {
    const map = mapOf([[here, 'A', 15]])
    const link = map.link(here, 'A')!
    for (let n = 0; n < 20; n++) map.failed(['A'], n)
    expect(chance(link, 20)).toBeLessThan(0.15)
    for (let n = 0; n < 3; n++) map.succeeded(['A'], 24 * 3_600_000)
    expect(chance(link, 24 * 3_600_000)).toBeGreaterThan(0.9)
  })

  test('fades while nothing goes over it, so that a way that once failed is tried again', () => {
    const map = mapOf([
      [here, 'R', 18],
      ['R', 'X', 18],
      [here, 'S', 9],
      ['S', 'X', 9],
    ])
    for (let n = 0; n < 20; n++) map.failed(['R', 'X'], n)
    const book = new RouteBook(map, always)
    expect(book.choose('X', none, 20)).toEqual(['S', 'X'])
    expect(book.choose('X', none, 24 * 3_600_000)).toEqual(['R', 'X'])
  })

  test('suffers most where the loss was likeliest', () => {
    const map = mapOf([
      [here, 'A', 20],
      ['A', 'B', 5],
    ])
    const before = { good: chance(map.link(here, 'A')!, 0), bad: chance(map.link('A', 'B')!, 0) }
    map.failed(['A', 'B'], 0)
    expect(before.good - chance(map.link(here, 'A')!, 0)).toBeLessThan(0.05)
    expect(before.bad - chance(map.link('A', 'B')!, 0)).toBeGreaterThan(0.1)
  })
})

describe('routes', () => {
  test('prefer a good repeater to a bad direct link, and a good direct link to any repeater', () => {
    const map = mapOf([
      [here, 'R', 15],
      ['R', 'X', 15],
      [here, 'X', 2],
      ['R', 'Y', 15],
      [here, 'Y', 15],
    ])
    const book = new RouteBook(map, always)
    expect(book.choose('X', none, 0)).toEqual(['R', 'X'])
    expect(book.choose('Y', none, 0)).toEqual(['Y'])
    expect(book.choose('Z', none, 0)).toBeUndefined()
  })

  test('go over at most eight repeaters', () => {
    const chain: [string, string, number][] = Array.from({ length: 10 }, (_, n) => [
      n === 0 ? here : `N${n - 1}`,
      `N${n}`,
      20,
    ])
    const book = new RouteBook(mapOf(chain), always)
    expect(book.choose('N8', none, 0)).toHaveLength(mostHops)
    expect(book.choose('N9', none, 0)).toBeUndefined()
  })

  test('never use a node that must not repeat', () => {
    const map = mapOf([
      [here, 'F', 25],
      ['F', 'X', 25],
      [here, 'R', 8],
      ['R', 'X', 8],
    ])
    expect(new RouteBook(map, station => station !== 'F').choose('X', none, 0)).toEqual(['R', 'X'])
  })

  test('change to an alternative when they fail, and come back when they work again', () => {
    const map = mapOf([
      [here, 'R', 15],
      ['R', 'X', 15],
      [here, 'S', 12],
      ['S', 'X', 12],
    ])
    const book = new RouteBook(map, always)
    const failures = new Map<string, number>()
    const tried: string[] = []
    for (let attempt = 0; attempt < 4; attempt++) {
      const route = book.choose('X', failures, attempt)!
      tried.push(route.join())
      failures.set(route.join(), (failures.get(route.join()) ?? 0) + 1)
      map.failed(route, attempt)
    }
    expect(tried[0]).toBe('R,X')
    expect(tried).toContain('S,X')
  })

  test('have a history of what was really used', () => {
    const map = mapOf([
      [here, 'R', 15],
      ['R', 'X', 15],
      [here, 'X', 3],
    ])
    const book = new RouteBook(map, always)
    book.confirm('X', ['X'], 1)
    book.confirm('X', ['R', 'X'], 2)
    book.confirm('X', ['X'], 3)
    expect(book.current('X')).toEqual(['R', 'X'])
    expect(book.takeChanges()).toEqual([
      { aca: 'X', at: 1, route: ['X'] },
      { aca: 'X', at: 2, route: ['R', 'X'] },
    ])
    expect(book.takeChanges()).toEqual([])
  })

  test('never contain a station twice, whatever the map', () => {
    const stations = [here, ...Array.from({ length: 12 }, (_, n) => `M${n}`)]
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    for (let round = 0; round < 50; round++) {
      const map = new LinkMap()
      for (const from of stations)
        for (const to of stations) if (from < to && random() < 0.4) map.heard(from, to, random() * 20, 60, 0)
      const book = new RouteBook(map, always)
      for (const station of stations.slice(1)) {
        const failures = new Map<string, number>()
        for (let attempt = 0; attempt < 5; attempt++) {
          const route = book.choose(station, failures, 0)
          if (route === undefined) break
          expect(route.at(-1)).toBe(station)
          expect(new Set([here, ...route]).size).toBe(route.length + 1)
          for (const [index, hop] of route.entries()) {
            expect(map.link(index === 0 ? here : route[index - 1]!, hop)).toBeDefined()
          }
          failures.set(route.join(), (failures.get(route.join()) ?? 0) + 1)
        }
      }
    }
  })
})

test('the time of an exchange grows with its hops as the table of the facts says', () => {
  expect(exchangeTime(1)).toBeGreaterThan(250)
  expect(exchangeTime(1)).toBeLessThan(350)
  expect(exchangeTime(3)).toBeGreaterThan(950)
  expect(exchangeTime(3)).toBeLessThan(1200)
})
