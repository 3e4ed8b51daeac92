import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePlan } from './parse-plan.ts'
import { planDistrict } from './plan-district.ts'
import { PlanError } from './plan-error.ts'

const byHand = {
  name: 'Via Roma',
  band: 'cenelec-a',
  substations: ['S1'],
  sections: [
    { id: 'a', from: 'S1', to: 'B1', metres: 120, cable: 'underground' },
    { id: 'b', from: 'B1', to: 'B2', metres: 90, cable: 'overhead' },
  ],
  homes: [
    { id: 'H1', box: 'B1', phases: [1], metres: 12 },
    { id: 'H2', box: 'B2', phases: [1, 2, 3], metres: 20, appliances: ['dimmer'] },
  ],
}

test('a plan that a person has written is taken as it is', () => {
  expect(parsePlan(structuredClone(byHand))).toEqual(byHand)
})

test('a plan that was made goes through JSON unchanged', () => {
  const plan = planDistrict({ meters: 84, hops: 3, seed: 5 })
  expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
})

function change(path: string, value: unknown) {
  const plan = structuredClone(byHand) as unknown as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop()!
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, plan)
  parent[last] = value
  return plan
}

test.each([
  ['band', 'fm', 'band', 'cenelec-c'],
  ['substations', [], 'substations', 'one at least'],
  ['sections.0.metres', -1, 'sections[0].metres', 'metres'],
  ['sections.1.to', 'B1', 'sections[1].to', 'two ends'],
  ['sections.1.id', 'a', 'sections[1].id', 'already'],
  ['sections.0.cable', 'string', 'sections[0].cable', 'underground'],
  ['sections.0.open', 'yes', 'sections[0].open', 'true or false'],
  ['homes.1.box', 'B9', 'homes[1].box', 'B9'],
  ['homes.1.id', 'B1', 'homes[1].id', 'already'],
  ['homes.0.phases', [1, 2], 'homes[0].phases', 'all three'],
  ['homes.0.phases', [4], 'homes[0].phases[0]', '1, 2 or 3'],
  ['homes.0.appliances', ['toString'], 'homes[0].appliances[0]', 'dimmer'],
  ['homes', 'none', 'homes', 'list'],
  ['name', '', 'name', 'name'],
])('a plan with a wrong %s (%j) is refused, with the field and what to write', (path, value, field, hint) => {
  const parse = () => parsePlan(change(path, value))
  expect(parse).toThrow(PlanError)
  expect(parse).toThrow(hint)
  try {
    parse()
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-plan', layer: 'plan', path: field })
  }
})

test('what is no object at all is refused', () => {
  for (const value of [undefined, null, 7, 'plan', []]) expect(() => parsePlan(value)).toThrow(PlanError)
})

test('whatever JSON is given, it is a plan or refused as none', () => {
  const keys = [
    'name',
    'band',
    'substations',
    'sections',
    'homes',
    'id',
    'from',
    'to',
    'metres',
    'phases',
    'box',
  ]
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<unknown>('S1', 'B1', 'cenelec-a', 'underground', 1, 2, -1, '', null, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 8 }),
    ),
  }))
  fc.assert(
    fc.property(value, json => {
      try {
        parsePlan(json)
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError)
      }
    }),
    { numRuns: 2000 },
  )
})
