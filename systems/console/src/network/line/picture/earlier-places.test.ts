import { expect, test } from 'vitest'
import type { TopologyNode } from '../../../api/resources.ts'
import { nodeOf } from '../line.fixture.ts'
import { earlierPlaces } from './earlier-places.ts'

function day(n: number) {
  return `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`
}
const repeater = nodeOf('R', [], { serial: 'FER00000007' })

/** A line on which meter A got a new place on each of these days. */
function history(days: readonly number[]) {
  return (at: string) => {
    const place = days.findLast(from => day(from) <= at)
    const nodes: TopologyNode[] =
      place === undefined ? [] : [repeater, nodeOf('A', place % 2 === 0 ? ['R'] : [], { since: day(place) })]
    return Promise.resolve(nodes)
  }
}

test('the places before are told backwards, each until the next began', async () => {
  const now = nodeOf('A', [], { since: day(9) })
  const places = await earlierPlaces(now, history([2, 5, 9]))
  expect(places.map(({ since, until, names }) => [since, until, names])).toEqual([
    [day(5), day(9), []],
    [day(2), day(5), ['FER00000007']],
  ])
})

test('a meter that never had another place has no history', async () => {
  expect(await earlierPlaces(nodeOf('A', [], { since: day(2) }), history([2]))).toEqual([])
})

test('a meter that moves all the time is told to six places only', async () => {
  const days = Array.from({ length: 20 }, (_, i) => i + 1)
  expect(await earlierPlaces(nodeOf('A', [], { since: day(20) }), history(days))).toHaveLength(6)
})

test('a history that does not go back is no endless walk', async () => {
  const stuck = nodeOf('A', [], { since: day(2) })
  expect(await earlierPlaces(stuck, () => Promise.resolve([stuck]))).toEqual([])
})
