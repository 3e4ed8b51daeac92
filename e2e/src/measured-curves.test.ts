import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { addDays, dayNumber, weekday, zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { describedMeters, RunningSystem, sharedCurves, temporaryFolder } from './ferraris.ts'
import { completeSummary, storedImport, yesterday } from './readings.ts'

const there = existsSync(sharedCurves)
if (!there) console.log(`measured curves are not tested: ${sharedCurves} is not there`)

/** The file by household and date, read with nothing of what is tested. */
function readCurves(): Map<string, Map<string, number[]>> {
  const [head, ...lines] = gunzipSync(readFileSync(sharedCurves)).toString('utf8').trim().split('\n')
  expect(head).toMatch(/^household,date,q00,/)
  const households = new Map<string, Map<string, number[]>>()
  for (const line of lines) {
    const [household, date, ...quarters] = line.split(',') as [string, string, ...string[]]
    if (!households.has(household)) households.set(household, new Map())
    households.get(household)!.set(date, quarters.map(Number))
  }
  return households
}

/**
 * The file's day for a calendar day: the same weekday, the file's weeks one after the other over and over. The file
 * begins on a Monday and has whole weeks.
 */
function dayOfFile(date: string, days: readonly string[]): string {
  const first = days[0]!
  expect(weekday(first)).toBe(0)
  expect(days.length % 7).toBe(0)
  const place = (dayNumber(date) - dayNumber(first)) % days.length
  return addDays(first, (place + days.length) % days.length)
}

describe.skipIf(!there)('a district that lives from measured curves', () => {
  test('stores, of every meter and day, what the file has for that weekday', async () => {
    using folder = temporaryFolder()
    const flags = ['--load-curves', sharedCurves, '--meters', '20', '--history', '30']
    await using district = await RunningSystem.start('district', folder.path, ...flags)
    await completeSummary(district)
    const curves = readCurves()
    const days = [...curves.values().next().value!.keys()].sort()
    const described = await describedMeters(folder.path)
    expect(described.map(({ household }) => household)).toEqual([...curves.keys()].slice(0, 20))
    let compared = 0
    for (const { serial, household } of described) {
      const stored = await storedImport(district, serial, addDays(yesterday(), -27), yesterday())
      expect(stored.size).toBe(28)
      for (const [date, block] of stored) {
        if (zone('Europe/Rome').quartersOfDay(date) !== 96) continue
        const measured = curves.get(household)?.get(dayOfFile(date, days))
        // A register counts whole Wh upwards: fractions are rounded, and what runs backwards counts as nothing.
        expect(block.values, `${household} on ${date}`).toEqual(
          measured?.map(wh => Math.max(0, Math.round(wh))),
        )
        compared += block.values.length
      }
    }
    expect(compared).toBeGreaterThanOrEqual(20 * 27 * 96)
  })
})
