import { describe, expect, test } from 'vitest'
import { parseCivilDay } from '../../calendar/civil-day.ts'
import { dice } from '../chance.ts'
import { LoadCurveError } from './load-curve-error.ts'
import { parseLoadCurves } from './parse-load-curves.ts'

const header = `household,date,${Array.from({ length: 96 }, (_, q) => `q${String(q).padStart(2, '0')}`).join(',')}`
function row(household: string, date: string, change: Record<number, string> = {}) {
  return [household, date, ...Array.from({ length: 96 }, (_, q) => change[q] ?? String(q))].join(',')
}

function refusal(text: string): LoadCurveError {
  try {
    parseLoadCurves(text, 'curves.csv')
  } catch (error) {
    if (error instanceof LoadCurveError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('a file of load curves', () => {
  test('becomes whole Wh by household and day', () => {
    const { households, missingCells } = parseLoadCurves(
      `${header}\n${row('a', '2018-10-29', { 0: '2496.873', 1: '-3', 2: '1e2' })}\n${row('b', '2018-10-29')}\n`,
    )
    expect([...households.keys()]).toEqual(['a', 'b'])
    expect(missingCells).toBe(0)
    const day = households.get('a')?.get(parseCivilDay('2018-10-29') ?? 0)
    expect([...(day ?? [])].slice(0, 5)).toEqual([2497, -3, 100, 3, 4])
  })

  test('may have a byte order mark, CRLF, spaces and cells without a value', () => {
    const text = `\uFEFF${header}\r\n${row('a', '2018-10-29', { 5: '', 6: 'NA', 7: ' 70 ' })}\r\n`
    const { households, missingCells } = parseLoadCurves(text)
    const [day] = households.get('a')?.values() ?? []
    expect([...day!.slice(4, 9)]).toEqual([4, 0, 0, 70, 8])
    expect(missingCells).toBe(2)
  })

  test.each([
    ['an empty file', '', 'empty', undefined, undefined],
    ['a header alone', header, 'empty', undefined, undefined],
    ['a wrong header', header.replace('q07', 'q7'), 'bad-header', 1, 10],
    ['a short header', header.replace(',q95', ''), 'bad-header', 1, 98],
    ['a column too many', `${header},q96`, 'bad-header', 1, 99],
    ['a short row', `${header}\n${row('a', '2018-10-29').replace(/,95$/, '')}`, 'bad-row', 2, undefined],
    ['a household without name', `${header}\n${row('', '2018-10-29')}`, 'bad-household', 2, 1],
    ['a day that does not exist', `${header}\n${row('a', '2018-02-30')}`, 'bad-date', 2, 2],
    ['a word as value', `${header}\n\n${row('a', '2018-10-29', { 3: 'x1' })}`, 'bad-value', 3, 6],
    ['an impossible value', `${header}\n${row('a', '2018-10-29', { 95: '1e300' })}`, 'bad-value', 2, 98],
    [
      'a day given twice',
      `${header}\n${row('a', '2018-10-29')}\n${row('a', '2018-10-29')}`,
      'duplicate-day',
      3,
      2,
    ],
  ])('is refused with line and column: %s', (_, text, code, line, column) => {
    const error = refusal(text)
    expect(error).toMatchObject({ code, line, column })
    expect(error.message).toMatch(/^curves\.csv/)
  })
})

describe('a damaged file', () => {
  test('is read or refused, and nothing else happens', () => {
    const roll = dice(42)
    const whole = `${header}\n${row('a', '2018-10-29')}\n${row('a', '2018-10-30')}\n`
    const strange = ',\n\r-.eE0 9"\uFEFF\u0000ä'
    for (let round = 0; round < 20_000; round++) {
      const at = Math.floor(roll() * whole.length)
      const cut = Math.floor(roll() * 4)
      const put = strange[Math.floor(roll() * strange.length)]!.repeat(Math.floor(roll() * 3))
      try {
        parseLoadCurves(whole.slice(0, at) + put + whole.slice(at + cut))
      } catch (error) {
        expect(error).toBeInstanceOf(LoadCurveError)
      }
    }
  })
})
