import { expect, test } from 'vitest'
import { parseScenario } from './scenario.ts'
import { ScenarioError } from './scenario-error.ts'
import { shipped, shippedNames } from './shipped.ts'

/** The path that a scenario is refused with. */
function refusedPath(scenario: unknown): string | undefined {
  try {
    parseScenario(scenario)
    return undefined
  } catch (error) {
    if (error instanceof ScenarioError) return error.path
    throw error
  }
}

const step = { after: '1m', kind: 'sag', target: 'S1', depth: 0.4, for: '20s' }
const whole = { name: 'a', title: 'A', means: 'b', steps: [step] }

test('steps are told in any order, and happen by their times', () => {
  const { steps } = parseScenario({
    name: 'day',
    steps: [
      { after: '1h30m', clear: 'cut-cable' },
      { after: '0s', kind: 'cut-cable', target: 'S1.F1.B1-in' },
      { ...step, after: '90s', for: '2s' },
    ],
  })
  expect(steps.map(({ after }) => after)).toEqual([0, 90, 5400])
  expect(steps[1]!.set).toEqual({ kind: 'sag', target: 'S1', depth: 0.4, for: 2 })
  expect(steps[2]!.clear).toEqual({ kind: 'cut-cable' })
})

test('what comes with Ferraris can be read', () => {
  expect(shippedNames()).toEqual(['hot-day', 'storm', 'theft'])
  for (const { title, means, it, es, steps } of shipped()) {
    expect(steps.length).toBeGreaterThan(5)
    expect(new Set([title, it?.title, es?.title, means, it?.means, es?.means, undefined]).size).toBe(7)
  }
})

test('what is wrong in a file is named with its path', () => {
  expect(refusedPath(whole)).toBeUndefined()
  const table: [unknown, string][] = [
    [undefined, 'scenario'],
    [[], 'scenario'],
    [{ ...whole, name: '' }, 'name'],
    [{ ...whole, name: 'n'.repeat(65) }, 'name'],
    [{ ...whole, title: 3 }, 'title'],
    [{ ...whole, author: 'x' }, 'author'],
    [{ ...whole, it: 'Una giornata' }, 'it'],
    [{ ...whole, es: { title: 'Un día' } }, 'es.means'],
    [{ ...whole, es: { title: 'Un día', means: 'x', author: 'x' } }, 'es.author'],
    [{ ...whole, de: { title: 'Ein Tag', means: 'x' } }, 'de'],
    [{ ...whole, steps: {} }, 'steps'],
    [{ ...whole, steps: [] }, 'steps'],
    [{ ...whole, steps: Array.from({ length: 2001 }, () => step) }, 'steps'],
    [{ ...whole, steps: [step, 'sag'] }, 'steps[1]'],
    [{ ...whole, steps: [{ ...step, after: undefined }] }, 'steps[0].after'],
    [{ ...whole, steps: [{ ...step, after: 60 }] }, 'steps[0].after'],
    [{ ...whole, steps: [{ ...step, after: '' }] }, 'steps[0].after'],
    [{ ...whole, steps: [{ ...step, after: { toString: 1 } }] }, 'steps[0].after'],
    [{ ...whole, steps: [{ ...step, kind: { toString: 1 } }] }, 'steps[0].kind'],
    [{ ...whole, steps: [{ after: '1m', clear: { toString: 1 } }] }, 'steps[0].clear'],
    [{ ...whole, steps: [{ ...step, for: '1 day' }] }, 'steps[0].for'],
    [{ ...whole, steps: [{ ...step, until: 5 }] }, 'steps[0].until'],
    [{ ...whole, steps: [{ ...step, kind: 'flood' }] }, 'steps[0].kind'],
    [{ ...whole, steps: [{ ...step, target: 7 }] }, 'steps[0].target'],
    [{ ...whole, steps: [{ ...step, depth: 'deep' }] }, 'steps[0].depth'],
    [{ ...whole, steps: [{ ...step, colour: 'red' }] }, 'steps[0].colour'],
    [{ ...whole, steps: [{ after: '1m', clear: 'flood' }] }, 'steps[0].clear'],
    [{ ...whole, steps: [{ after: '1m', clear: 'sag', depth: 1 }] }, 'steps[0].depth'],
  ]
  for (const [scenario, path] of table) expect([scenario, refusedPath(scenario)]).toEqual([scenario, path])
})
