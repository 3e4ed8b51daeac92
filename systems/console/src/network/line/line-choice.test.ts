import { describe, expect, test } from 'vitest'
import { nodeOf } from './line.fixture.ts'
import { asDecided, type LineChoice, lineChoiceOf, matchesOf, ofThisLine, paramsOf } from './line-choice.ts'
import { treeOf } from './tree.ts'

describe('what is looked at of a line', () => {
  test('stands in the address and comes back from it', () => {
    const choice: LineChoice = {
      view: 'table',
      measure: 'snr',
      show: 'weak',
      search: 'FER1',
      meter: '464500000001',
      at: '2026-11-20T02:00:00.000Z',
    }
    expect(lineChoiceOf(paramsOf(choice), true)).toEqual(choice)
  })

  test('is the map where there is one, and never a map where there is none', () => {
    expect(lineChoiceOf(new URLSearchParams(), true).view).toBe('map')
    expect(lineChoiceOf(new URLSearchParams(), false).view).toBe('hops')
    expect(lineChoiceOf(new URLSearchParams('view=map'), false).view).toBe('hops')
  })

  test('is the usual where the address says nonsense', () => {
    const choice = lineChoiceOf(new URLSearchParams('view=x&by=y&show=z&at=never'), false)
    expect(choice).toMatchObject({ view: 'hops', measure: 'success', show: 'own', at: null })
  })
})

describe('the meters that are listed', () => {
  const nodes = [
    nodeOf('464500000001', [], { serial: 'FER00000001' }),
    nodeOf('464500000002', [], { serial: 'FER00000002', state: 'silent' }),
    nodeOf('464500000003', [], { state: 'new' }),
    nodeOf('464500000004', [], { serial: 'FER00000004', success: 0.5 }),
    nodeOf('464500000005', [], { serial: 'FER00000005', snr: 3 }),
  ]
  const found = (search: string, show: 'own' | 'silent' | 'weak' | 'new') =>
    matchesOf(treeOf(nodes), { search, show })?.map(({ node }) => node.aca.at(-1))

  test('are the whole tree without search and selection', () => {
    expect(found('', 'own')).toBeUndefined()
  })

  test('are found by serial number and by address, in small letters too', () => {
    expect(found('fer00000002', 'own')).toEqual(['2'])
    expect(found('464500000003', 'own')).toEqual(['3'])
  })

  test('are weak by either measure, or silent', () => {
    expect(found('', 'weak')).toEqual(['2', '4', '5'])
    expect(found('', 'silent')).toEqual(['2'])
    expect(found('', 'new')).toEqual(['3'])
  })
})

test('a meter is new while a decision is due, and else not of this line', () => {
  const nodes = [nodeOf('A', [], { state: 'new' }), nodeOf('B', [], { state: 'new' }), nodeOf('C')]
  expect(asDecided(nodes, new Set(['A'])).map(({ state }) => state)).toEqual(['new', 'foreign', 'adopted'])
})

test('meters of other lines are left out, but not those that repeat for this one', () => {
  const nodes = [
    nodeOf('A', [], { state: 'foreign' }),
    nodeOf('B', ['A']),
    nodeOf('C', ['A'], { state: 'foreign' }),
    nodeOf('D', ['C'], { state: 'foreign' }),
  ]
  expect(ofThisLine(nodes).map(({ aca }) => aca)).toEqual(['A', 'B'])
})
