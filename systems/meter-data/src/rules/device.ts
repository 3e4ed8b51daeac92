import { type Span, touchedByAny } from '../day/day.ts'
import type { Log, Subject } from '../day/subject.ts'
import { defineRule, hitAt, type Severity } from './rule.ts'

/** Intervals that a kind of stretch in the log touches. */
function duringSpans(pick: (log: Log) => readonly Span[], severity: Severity) {
  return ({ day, log }: Subject) => {
    const at = touchedByAny(day, pick(log))
    return hitAt(at, severity, at.length, 0)
  }
}

export const faultRule = defineRule({
  id: 'V06',
  title: 'Memory, firmware or metrology of the meter failed',
  stage: 2,
  unit: 'intervals',
  parameters: {},
  check: duringSpans(log => log.faults, 'bad'),
})

/** Energy of a test was not used by the customer. */
export const testModeRule = defineRule({
  id: 'V09',
  title: 'Meter under test',
  stage: 3,
  unit: 'intervals',
  parameters: {},
  check: duringSpans(log => log.tests, 'bad'),
})

export const tamperRule = defineRule({
  id: 'V28',
  title: 'Meter opened or disturbed',
  stage: 3,
  unit: 'intervals',
  parameters: {},
  check: duringSpans(log => log.tampers, 'suspect'),
})
