import { quality } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { dayOf, sumOf } from '../day/day.ts'
import { rules } from '../rules/catalog.ts'
import { defineRule } from '../rules/rule.ts'
import { dayWith, homeDay, replaced, rome, subjectOf } from '../testing/days.fixture.ts'
import { Settings } from './settings.ts'
import { validate } from './validate.ts'

const home = homeDay()
const registers = { start: 500, end: 500 + sumOf(home) }

test('a day in order stays as it came', () => {
  const verdict = validate(subjectOf(dayWith(home), { registers }))
  expect(verdict).toMatchObject({ state: 'valid', values: home, findings: [], fills: [], failed: [] })
})

test('a spike that the registers deny is estimated and adds up', () => {
  const {
    state,
    values,
    findings,
    fills,
    quality: codes,
  } = validate(subjectOf(dayWith(replaced(home, 50, [2000])), { registers }))
  expect(findings.map(({ rule }) => rule)).toEqual(['V14', 'V15', 'V16'])
  expect(fills).toMatchObject([{ from: 50, to: 51, method: 'E06', scaled: true }])
  expect(values).toEqual(home)
  expect(codes[50]).toBe(quality.estimated)
  expect(state).toBe('suspect')
})

test('a spike that the registers confirm is used, and shown to a person', () => {
  const spiked = replaced(home, 50, [2000])
  const verdict = validate(subjectOf(dayWith(spiked), { registers: { start: 0, end: sumOf(spiked) } }))
  expect(verdict.values).toEqual(spiked)
  expect(verdict.quality[50]).toBe(quality.suspect)
  expect(verdict.state).toBe('suspect')
})

test('intervals that differ from the register as a whole are scaled to it', () => {
  const { values, fills, state } = validate(
    subjectOf(dayWith(home), { registers: { start: 0, end: sumOf(home) + 500 } }),
  )
  expect(sumOf(values)).toBe(sumOf(home) + 500)
  expect(fills).toMatchObject([{ method: 'E08', from: 0, to: 96 }])
  expect(state).toBe('estimated')
})

test('a rule that throws is noted, and the others are asked all the same', () => {
  const broken = defineRule({
    id: 'X01',
    title: 'One of a utility',
    stage: 3,
    unit: '',
    parameters: {},
    check: () => {
      throw new Error('no table of holidays')
    },
  })
  const verdict = validate(subjectOf(dayWith(replaced(home, 20, [-5]))), { asked: [broken, ...rules] })
  expect(verdict.failed).toEqual([{ rule: 'X01', message: 'no table of holidays' }])
  expect(verdict.findings.map(({ rule }) => rule)).toEqual(['V11'])
})

test('a rule that is off is not asked, and a number that is set is used', () => {
  const subject = subjectOf(dayWith(replaced(home, 20, [-5])))
  const off = new Settings(new Map([['V11', { enabled: false, parameters: {} }]]))
  const lower = new Settings(new Map([['V11', { enabled: true, parameters: { least: -10 } }]]))
  expect(validate(subject, { settings: off }).state).toBe('valid')
  expect(validate(subject, { settings: lower }).state).toBe('valid')
  expect(validate(subject).state).toBe('estimated')
})

test.each([
  ['2026-11-18', 900, 96],
  ['2026-03-29', 900, 92],
  ['2026-10-25', 900, 100],
  ['2026-10-25', 3600, 25],
  ['2026-11-18', 300, 288],
])('%s in steps of %i s has %i intervals, both ends explicit', (date, seconds, count) => {
  const day = dayWith(homeDay(count), { date, seconds })
  expect(day.end - day.start).toBe(count * seconds)
  expect(day.zone).toBe('Europe/Rome')
  expect(() => dayOf({ ...day, values: day.values.slice(1) }, rome)).toThrow(/has \d+ intervals/)
  expect(() => dayOf({ ...day, start: day.start + 1 }, rome)).toThrow(/begins at/)
})
