import { createLine } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { isTie, planSubstations } from './district-plan.ts'
import { placesOnMap } from './map.ts'

const plan = planSubstations([20, 20, 20], 7)

test('each substation has its homes, and an open tie to the next one', () => {
  expect(plan.substations).toEqual(['S1', 'S2', 'S3'])
  for (const substation of plan.substations) {
    expect(plan.homes.filter(({ box }) => box.startsWith(`${substation}.`))).toHaveLength(20)
  }
  expect(plan.sections.filter(isTie).map(({ id, open }) => [id, open])).toEqual([
    ['tie-S1-S2', true],
    ['tie-S2-S3', true],
  ])
})

test('of a substation of forty meters one home is out of reach and one weak, of a small one none, and none where all are to be in reach', () => {
  const long = (homes: readonly number[], allInReach = false) =>
    planSubstations(homes, 7, { allInReach })
      .homes.filter(({ metres }) => metres > 25)
      .map(({ box }) => box.slice(0, 2))
  expect(long([39, 39])).toEqual(['S1', 'S1', 'S2', 'S2'])
  expect(long([14])).toEqual([])
  expect(long([39, 39], true)).toEqual([])
})

test('a closed tie supplies the neighbour when its own feeder is cut', () => {
  const line = createLine(plan, 7)
  const tie = plan.sections.find(({ id }) => id === 'tie-S1-S2')!
  const home = plan.homes.find(({ box }) => box === tie.to)!.id
  const first = plan.sections.find(({ from }) => from === 'S2')!.id
  line.switchSection(first, 'cut')
  expect(line.supplied(home)).toBe(false)
  line.switchSection(tie.id, 'closed')
  expect(line.supplied(home)).toBe(true)
})

test('no two places lie on one spot of the map', () => {
  const places = placesOnMap(plan)
  expect(places.size).toBe(3 + plan.sections.filter(section => !isTie(section)).length + 63)
  const spots = [...places.values()].map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)
  expect(new Set(spots).size).toBe(spots.length)
})
