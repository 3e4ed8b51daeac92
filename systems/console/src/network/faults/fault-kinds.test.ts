import { expect, test } from 'vitest'
import type { District, Substation } from '../../api/resources.ts'
import { destinationsOf, kindsOf, spansOf, targetsOf } from './fault-kinds.ts'

const plan: Substation = {
  id: 'S1',
  x: 0,
  y: 0,
  concentrator: 'C1',
  balanceMeter: 'FER1',
  boxes: [{ id: 'B1', x: 1, y: 0, feeder: 'F1' }],
  sections: [{ id: 'B1-in', from: 'S1', to: 'B1', metres: 1, cable: 'underground', state: 'closed' }],
  homes: [{ id: 'H1', x: 1, y: 1, box: 'B1', phases: [1], serial: 'FER2', aca: 'A', supplied: true }],
}

test('each fault can be done to what it is about', () => {
  const keys = (kind: Parameters<typeof targetsOf>[0]) =>
    targetsOf(kind, plan, ['FER9'], id => id).map(({ key }) => key)
  expect(keys('noise')).toEqual(['S1', 'B1', 'H1'])
  expect(keys('cut-cable')).toEqual(['B1-in'])
  expect(keys('dead-concentrator')).toEqual(['C1'])
  expect(keys('bypassed-meter')).toEqual(['FER2'])
  expect(keys('outage')).toEqual(['S1', 'F1', 'B1', 'B1-in', 'FER2', 'FER9'])
})

test('without a power line only meters are harmed', () => {
  expect(kindsOf('line', false)).toEqual([])
  expect(kindsOf('supply', false)).toContain('outage')
  expect(targetsOf('outage', undefined, ['FER9'], id => id).map(({ key }) => key)).toEqual(['FER9'])
})

test('what is short by its nature has no long end, and what is over at once has none', () => {
  expect(Math.max(...spansOf('sag'))).toBe(60)
  expect(spansOf('outage')).toContain(0)
  expect(spansOf('clock-lost')).toEqual([])
})

test('a meter can be moved to the other transformers', () => {
  const other = { ...plan, id: 'S2', concentrator: 'C2' }
  const district: District = {
    live: true,
    lineTime: '2026-11-20T00:00:00Z',
    ties: [],
    direct: [],
    scenarios: [],
    faults: [],
    substations: [plan, other],
  }
  expect(destinationsOf(district, plan)).toEqual([{ key: 'S2', name: 'S2 · C2' }])
})
