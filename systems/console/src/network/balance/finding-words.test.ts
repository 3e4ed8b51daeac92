import { describe, expect, test } from 'vitest'
import type { Finding } from '../../api/resources.ts'
import { formatsOf } from '../../i18n/use-format.ts'
import { findingsInWords, findingWords, gravestOf } from './finding-words.ts'

const format = formatsOf('en-GB')
function t(id: string, values?: Record<string, unknown>) {
  return `${id} ${JSON.stringify(values ?? {})}`
}
const high: Finding = { kind: 'loss-high', detail: '', lossShare: 0.083 }
const suspect: Finding = {
  kind: 'suspect',
  detail: '',
  endDevice: 'FER1',
  score: 0.92,
  bypassedShare: 0.3,
  reason: 'loss-follows-curve',
}
const incomplete: Finding = { kind: 'incomplete', detail: '' }
const balance = {
  day: '2026-11-20',
  input: 1,
  metered: 1,
  loss: 0,
  lossShare: 0,
  losses: [],
  findings: [],
  step: null,
  reported: [],
  intervals: { known: 90, expected: 96 },
  meters: { known: 33, expected: 34 },
}

describe('findings of a balance', () => {
  test('are led by the most urgent one', () => {
    expect(gravestOf([incomplete, high, suspect])?.kind).toBe('suspect')
    expect(gravestOf([incomplete, high])?.kind).toBe('loss-high')
    expect(gravestOf([])).toBeUndefined()
  })

  test('are a count of suspects, or the gravest in brief', () => {
    expect(findingsInWords([high, suspect, suspect], t, format)).toContain('"count":2')
    expect(findingsInWords([incomplete, high], t, format)).toContain('finding.loss-high.brief')
    expect(findingsInWords([], t, format)).toBe('')
  })

  test('of a step tell how much more is lost, before a share that was always high', () => {
    const step: Finding = { kind: 'loss-step', detail: '', excess: 4800 }
    expect(gravestOf([high, step])?.kind).toBe('loss-step')
    expect(findingWords(step, balance, t, format)).toMatch(/finding.loss-step .*4\.8/)
  })

  test('give their reason with its figures', () => {
    expect(findingWords(suspect, balance, t, format)).toMatch(/92.*30/)
    expect(findingWords(high, balance, t, format)).toContain('8.3%')
    expect(findingWords(incomplete, balance, t, format)).toMatch(/90\/96.*33\/34/)
  })
})
