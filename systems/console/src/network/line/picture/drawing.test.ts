import { describe, expect, test } from 'vitest'
import type { Substation } from '../../../api/resources.ts'
import { nodeOf } from '../line.fixture.ts'
import { treeOf } from '../tree.ts'
import { drawByHops, drawMap } from './drawing.ts'

/** `count` meters heard directly, each of the first few the repeater of others. */
function line(count: number) {
  return Array.from({ length: count }, (_, i) =>
    nodeOf(`M${i}`, i < count / 10 ? [] : [`M${i % Math.ceil(count / 10)}`]),
  )
}

describe('the drawing by hops', () => {
  test('has a column for each hop, with a repeater amid what it repeats', () => {
    const nodes = [nodeOf('A'), nodeOf('B', ['A']), nodeOf('C', ['A']), nodeOf('D')]
    const { places, columns, concentrator } = drawByHops(treeOf(nodes))
    const at = (aca: string) => places.get(aca)!
    expect(columns).toHaveLength(2)
    expect(at('A').x).toBe(at('D').x)
    expect(at('B').x).toBe(at('C').x)
    expect(concentrator.x).toBeLessThan(at('A').x)
    expect(at('A').x).toBeLessThan(at('B').x)
    expect(at('A').y).toBe((at('B').y + at('C').y) / 2)
  })

  test('is the same for the same line, whatever order it is told in', () => {
    const nodes = line(60)
    expect(drawByHops(treeOf(nodes.toReversed())).places.get('M37')).toEqual(
      drawByHops(treeOf(nodes)).places.get('M37'),
    )
  })

  test.each([1, 40, 1000])('puts %i meters at places of their own, inside of its bounds', count => {
    const { places, width, height } = drawByHops(treeOf(line(count)))
    expect(places.size).toBe(count)
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(count)
    for (const { x, y } of places.values()) {
      expect(x > 0 && x < width && y > 0 && y < height).toBe(true)
    }
  })

  test('stays near the shape of a screen, also with a thousand meters', () => {
    const { width, height } = drawByHops(treeOf(line(1000)))
    expect(height / width).toBeLessThan(1.3)
    expect(width / height).toBeLessThan(1.3)
  })

  test('of an empty line is a concentrator alone', () => {
    expect(drawByHops(treeOf([])).places.size).toBe(0)
  })
})

const plan: Substation = {
  id: 'S1',
  x: 1000,
  y: 0,
  concentrator: 'C1',
  balanceMeter: 'FER1',
  boxes: [{ id: 'B1', x: 1500, y: 0, feeder: 'F1' }],
  sections: [{ id: 's', from: 'S1', to: 'B1', metres: 500, cable: 'underground', state: 'cut' }],
  homes: [
    { id: 'H1', x: 1500, y: 14, box: 'B1', phases: [1], serial: 'FER1', aca: 'A', supplied: true },
    { id: 'H2', x: 2000, y: -14, box: 'B1', phases: [2], serial: 'FER2', aca: 'B', supplied: false },
  ],
}

describe('the map of a feeder', () => {
  test('lies as the feeder lies, north up', () => {
    const { places, concentrator, width, height } = drawMap(plan)
    const [a, b] = [places.get('A')!, places.get('B')!]
    expect(concentrator.x).toBeLessThan(a.x)
    expect(a.x).toBeLessThan(b.x)
    expect(a.y).toBeLessThan(b.y)
    expect(Math.max(a.x, b.x)).toBeLessThan(width)
    expect(Math.max(a.y, b.y)).toBeLessThan(height)
  })

  test('shows the cut of a section, and a home without supply', () => {
    const { cables } = drawMap(plan)
    expect(cables.map(({ id, state, isDrop }) => [id, state, isDrop])).toEqual([
      ['H1', 'closed', true],
      ['H2', 'open', true],
      ['s', 'cut', false],
    ])
  })

  test('of one place alone is no division by nothing', () => {
    const { width, height, concentrator } = drawMap({ ...plan, boxes: [], homes: [], sections: [] })
    for (const value of [width, height, concentrator.x, concentrator.y]) expect(value).toBeGreaterThan(0)
  })
})
