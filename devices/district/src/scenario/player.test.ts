import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { msPerMinute } from '@ferraris/metering'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type District, startDistrict } from '../district.ts'

const start = Date.parse('2026-11-20T11:00:00Z')
const clock = { time: start, now: () => clock.time }
let folder: string
let district: District

async function begin(): Promise<void> {
  district = await startDistrict({ meters: 2, data: folder, seed: 5, historyDays: 2, clock, basePort: 0 })
}
beforeEach(async () => {
  clock.time = start
  folder = mkdtempSync(join(tmpdir(), 'ferraris-play-'))
  await begin()
})
afterEach(async () => {
  await district.close()
  rmSync(folder, { recursive: true })
})

const [first, second] = ['FER00000001', 'FER00000002'] as const
const scenario = {
  name: 'day',
  steps: [
    { after: '1m', kind: 'outage', target: first, for: '10m' },
    { after: '5m', kind: 'outage', target: second },
    { after: '20m', clear: 'outage', target: second },
  ],
}
function dark() {
  return district.faults.describe().faults.map(({ target }) => target)
}
function isPlaying() {
  return district.faults.describe().scenario !== undefined
}

test('steps happen at their times, and what has an end ends', async () => {
  district.faults.play(scenario)
  expect(dark()).toEqual([])
  clock.time += msPerMinute
  await expect.poll(dark, { timeout: 60_000 }).toEqual([first])
  clock.time += 4 * msPerMinute
  await expect.poll(dark, { timeout: 60_000 }).toEqual([first, second])
  clock.time += 6 * msPerMinute
  await expect.poll(dark, { timeout: 60_000 }).toEqual([second])
  clock.time += 9 * msPerMinute
  await expect.poll(dark, { timeout: 60_000 }).toEqual([])
  await expect.poll(isPlaying, { timeout: 60_000 }).toBe(false)
})

test('time passes as fast as it is told', async () => {
  district.faults.play(scenario, 60)
  clock.time += 5000
  await expect.poll(dark, { timeout: 60_000 }).toEqual([first, second])
  clock.time += 10_000
  await expect.poll(dark, { timeout: 60_000 }).toEqual([second])
})

test('a district that was stopped goes on with it, and ending it mends what it has done', async () => {
  district.faults.play(scenario)
  clock.time += 2 * msPerMinute
  await expect.poll(dark, { timeout: 60_000 }).toEqual([first])
  await district.close()
  clock.time += 4 * msPerMinute
  await begin()
  expect(dark()).toEqual([first, second])
  expect(district.faults.stopPlaying()).toBe(true)
  expect([dark(), isPlaying(), district.faults.stopPlaying()]).toEqual([[], false, false])
})

test('while the disk is full a play waits, and what has an end goes on; then both come to pass', async () => {
  district.faults.play({ ...scenario, steps: scenario.steps.slice(0, 2) })
  clock.time += msPerMinute
  await expect.poll(dark, { timeout: 60_000 }).toEqual([first])
  // No file can be written where a folder stands.
  const blocks = ['faults.json.next', 'scenario.json.next'].map(name => join(folder, name))
  for (const block of blocks) mkdirSync(block)
  clock.time += 15 * msPerMinute
  await new Promise(resolve => setTimeout(resolve, 2500))
  expect([dark(), isPlaying()]).toEqual([[first], true])
  for (const block of blocks) rmSync(block, { recursive: true })
  clock.time += 2000
  await expect.poll(dark, { timeout: 60_000 }).toEqual([second])
})

test('a step that cannot be in this district is refused with its path, and nothing begins', () => {
  const wrong = (step: object) => () => district.faults.play({ name: 'x', steps: [scenario.steps[0], step] })
  expect(wrong({ after: '1m', kind: 'outage', target: 'S1' })).toThrow(/^steps\[1\]\.target/)
  expect(wrong({ after: '1m', kind: 'sag', target: first, depth: 3 })).toThrow(/^steps\[1\]\.depth/)
  expect(() => district.faults.play(scenario, 0)).toThrow(/^speed/)
  expect(() => district.faults.play('hail')).toThrow(/^name/)
  expect(isPlaying()).toBe(false)
})
