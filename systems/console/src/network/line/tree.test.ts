import { describe, expect, test } from 'vitest'
import { nodeOf } from './line.fixture.ts'
import { type Branch, listed, pathTo, treeOf } from './tree.ts'

function shapeOf(branches: readonly Branch[]): object {
  return Object.fromEntries(branches.map(({ node, children }) => [node.aca, shapeOf(children)]))
}

describe('the tree of a line', () => {
  test('has each meter below the last repeater of its route', () => {
    const { roots } = treeOf([nodeOf('A'), nodeOf('B', ['A']), nodeOf('C', ['A', 'B']), nodeOf('D')])
    expect(shapeOf(roots)).toEqual({ A: { B: { C: {} } }, D: {} })
    expect(listed(roots, new Set()).map(({ node, level }) => [node.aca, level])).toEqual([
      ['A', 1],
      ['B', 2],
      ['C', 3],
      ['D', 1],
    ])
  })

  test('leaves a repeater out that is not heard any more', () => {
    const { roots } = treeOf([nodeOf('A'), nodeOf('C', ['A', 'gone'])])
    expect(shapeOf(roots)).toEqual({ A: { C: {} } })
    expect(shapeOf(treeOf([nodeOf('C', ['gone'])]).roots)).toEqual({ C: {} })
  })

  test('opens a circle of routes and loses no meter', () => {
    const tree = treeOf([nodeOf('A', ['B']), nodeOf('B', ['C']), nodeOf('C', ['A']), nodeOf('D', ['A'])])
    expect(tree.roots).toHaveLength(1)
    expect(
      listed(tree.roots, new Set())
        .map(({ node }) => node.aca)
        .sort(),
    ).toEqual(['A', 'B', 'C', 'D'])
  })

  test('does not put a meter below itself', () => {
    expect(shapeOf(treeOf([nodeOf('A', ['A'])]).roots)).toEqual({ A: {} })
  })

  test('lists nothing below a branch that is closed', () => {
    const { roots } = treeOf([nodeOf('A'), nodeOf('B', ['A']), nodeOf('C')])
    expect(listed(roots, new Set(['A'])).map(({ node }) => node.aca)).toEqual(['A', 'C'])
  })

  test('tells the way to a meter from the top', () => {
    const { byAca } = treeOf([nodeOf('A'), nodeOf('B', ['A']), nodeOf('C', ['A', 'B'])])
    expect(pathTo(byAca.get('C')!).map(({ node }) => node.aca)).toEqual(['A', 'B', 'C'])
  })
})
