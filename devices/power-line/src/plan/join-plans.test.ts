import { expect, test } from 'vitest'
import { joinPlans } from './join-plans.ts'
import { planDistrict } from './plan-district.ts'
import { PlanError } from './plan-error.ts'

function plan(substation: string, band: 'cenelec-a' | 'cenelec-c' = 'cenelec-a') {
  return planDistrict({ meters: 5, hops: 1, seed: 1, substation, band })
}

test('plans side by side keep their substations and homes, and are tied by open sections', () => {
  const tie = {
    id: 'tie',
    from: 'A.F1.B1',
    to: 'B.F1.B1',
    metres: 20,
    cable: 'underground',
    open: true,
  } as const
  const joined = joinPlans('both', [plan('A'), plan('B')], [tie])
  expect(joined.substations).toEqual(['A', 'B'])
  expect(joined.homes).toHaveLength(10)
  expect(joined.sections.at(-1)).toEqual(tie)
})

test('plans that share names, or no band, cannot be joined', () => {
  expect(() => joinPlans('twice', [plan('A'), plan('A')])).toThrow(PlanError)
  expect(() => joinPlans('two bands', [plan('A'), plan('B', 'cenelec-c')])).toThrow('bands')
})
