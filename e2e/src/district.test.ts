import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { addDays, zone } from '@ferraris/cosem'
import { civilDay, syntheticHousehold } from '@ferraris/meter'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describedMeters, eventually, ferraris, RunningSystem, temporaryFolder } from './ferraris.ts'
import { completeSummary, storedImport, yesterday } from './readings.ts'

const seed = 42
const meters = 12
const history = 12
const flags = ['--meters', String(meters), '--seed', String(seed), '--history', String(history)]
const rome = zone('Europe/Rome')

describe('a district that was started', () => {
  const folder = temporaryFolder()
  const data = folder.path
  let district: RunningSystem
  beforeAll(async () => {
    district = await RunningSystem.start('district', data, ...flags)
  })
  afterAll(async () => {
    await district[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  test('tells people where the console is, how to sign in, where the data is, how to stop', async () => {
    await eventually(
      async () => district.said,
      said => said.includes('Read a meter:'),
    )
    expect(district.said).toMatch(/Console +http:\/\/127\.0\.0\.1:\d+/)
    expect(district.said).toMatch(/Sign in +user admin, password \S+ \(kept in .*sign-in\.txt\)/)
    expect(district.said).toMatch(new RegExp(`Data +${data}`))
    expect(district.said).toContain('Ctrl-C')
    expect(district.said).toContain('ferraris meter read')
  })

  test('has read all of its meters and every interval of the last complete day', async () => {
    const summary = await completeSummary(district)
    expect(summary).toMatchObject({
      endDevices: meters,
      completeness: { day: yesterday(), expected: meters * rome.quartersOfDay(yesterday()) },
    })
  })

  test('stores the quarter hours of its homes to the Wh', async () => {
    await completeSummary(district)
    const from = addDays(yesterday(), -8)
    for (const number of [1, 7, meters]) {
      const load = syntheticHousehold(seed, number)
      const stored = await storedImport(district, `FER${String(number).padStart(8, '0')}`, from, yesterday())
      expect(stored.size).toBe(9)
      for (const [date, block] of stored) {
        // On the days when the clocks change, the wall clock's quarters are not the day's.
        if (rome.quartersOfDay(date) !== 96) continue
        const [year, month, day] = date.split('-').map(Number) as [number, number, number]
        expect(block).toMatchObject({ unit: 'Wh', intervalSeconds: 900, quality: Array(96).fill(0) })
        expect(block.values).toEqual([...load.day(civilDay(year, month, day)).import])
      }
    }
  })

  test('is described for scripts: serial numbers, households, URIs', async () => {
    const described = await describedMeters(data)
    expect(described).toHaveLength(meters)
    expect(described[0]).toEqual({
      serial: 'FER00000001',
      household: `synthetic-${seed}-1`,
      uri: expect.stringMatching(
        /^dlms\+tcp:\/\/127\.0\.0\.1:\d+\?client=2&server=1&auth=gmac&device=FER00000001$/,
      ),
    })
  })

  test('says where the keys lie, keeps them to their owner, and shows them only on demand', async () => {
    const [{ guek }] = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as [{ guek: string }]
    const quiet = await ferraris(['district', 'keys', '--data', data])
    expect(quiet.stdout).toContain(join(data, 'keys.json'))
    expect(quiet.stdout).not.toContain(guek)
    const shown = await ferraris(['district', 'keys', 'FER00000001', '--show', '--data', data, '--json'])
    expect(JSON.parse(shown.stdout).keys[0].guek).toBe(guek)
    for (const file of ['keys.json', 'sign-in.txt']) expect(statSync(join(data, file)).mode & 0o077).toBe(0)
  })

  test('lets any of its meters be read: registers, and the day as it is stored', async () => {
    await completeSummary(district)
    const { serial, uri } = (await describedMeters(data))[4]!
    const day = yesterday()
    const { code, stdout, stderr } = await ferraris([
      'meter',
      'read',
      uri,
      '--data',
      data,
      '--day',
      day,
      '--json',
    ])
    expect([code, stderr.replace(/^The meter has seen counter.*\n/, '')]).toEqual([0, ''])
    const reading = JSON.parse(stdout)
    expect(reading.device).toBe(serial)
    expect(Math.abs(reading.clock.offsetSeconds)).toBeLessThan(5)
    expect(reading.registers).toContainEqual({
      obis: '1.0.1.8.0.255',
      name: 'Active energy import (A+)',
      value: expect.any(Number),
      unit: 'Wh',
    })
    const stored = (await storedImport(district, serial, day, day)).get(day)
    expect(reading.profile.intervals.series[0]).toEqual({
      obis: '1.0.1.8.0.255',
      unit: 'Wh',
      values: stored?.values,
      quality: stored?.quality,
    })
  })

  test('is not started twice on one data folder', async () => {
    const second = await ferraris(['district', 'start', '--data', data, '--port', '0'])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain('does this district run already?')
  })
})

test('a district goes on after a stop: same meters, same keys, same readings', async () => {
  using folder = temporaryFolder()
  await using first = await RunningSystem.start('district', folder.path, ...flags)
  const before = await completeSummary(first)
  const keys = readFileSync(join(folder.path, 'keys.json'), 'utf8')
  const described = await describedMeters(folder.path)
  expect(await first.signal('SIGTERM')).toBe(0)

  await using second = await RunningSystem.start('district', folder.path)
  const after = await second.get<typeof before>('/summary')
  expect(after.endDevices).toBe(meters)
  expect(after.intervalReadings).toBeGreaterThanOrEqual(before.intervalReadings)
  expect(after.completeness).toEqual(before.completeness)
  expect(readFileSync(join(folder.path, 'keys.json'), 'utf8')).toBe(keys)
  expect(await describedMeters(folder.path)).toEqual(described)
  expect(second.said).toContain(`${meters} meters known`)
})

test('a district goes on after kill -9, and its meters do not outlive it', async () => {
  using folder = temporaryFolder()
  await using first = await RunningSystem.start('district', folder.path, ...flags)
  const metersPid = Number(/process (\d+)/.exec(first.said)?.[1])
  const { intervalReadings } = await completeSummary(first)
  await first.signal('SIGKILL')
  await eventually(
    async () => existsSync(`/proc/${metersPid}`),
    alive => !alive,
  )

  await using second = await RunningSystem.start('district', folder.path)
  const after = await completeSummary(second)
  expect(after.endDevices).toBe(meters)
  expect(after.intervalReadings).toBeGreaterThanOrEqual(intervalReadings)
  // Nothing twice: a day of a meter is one block of 96.
  const stored = await storedImport(second, 'FER00000003', addDays(yesterday(), -3), yesterday())
  expect(stored.size).toBe(4)
})

test('meters of a process that dies are started again', async () => {
  using folder = temporaryFolder()
  await using district = await RunningSystem.start('district', folder.path, ...flags)
  process.kill(Number(/process (\d+)/.exec(district.said)?.[1]), 'SIGKILL')
  await eventually(
    async () => district.said,
    said => said.includes('meters are back'),
  )
  const [meter] = await describedMeters(folder.path)
  const { code } = await ferraris(['meter', 'read', meter!.uri, '1.0.1.8.0.255', '--data', folder.path])
  expect(code).toBe(0)
})

test('a port in use is reported as such, with what to do', async () => {
  using folder = temporaryFolder()
  const occupant = createServer()
  await new Promise<void>(resolve => occupant.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = occupant.address() as { port: number }
    const args = ['--data', folder.path, '--meters', '2', '--meter-port', '0', '--port', String(port)]
    const { code, stderr } = await ferraris(['district', 'start', ...args])
    expect(code).toBe(1)
    expect(stderr).toContain(`port ${port} is in use`)
    expect(stderr).toContain('--port')
    expect(stderr).not.toContain('    at ')
  } finally {
    occupant.close()
  }
})

test('an unusable data folder is reported as such, with what to do', async () => {
  using folder = temporaryFolder()
  // A file in its place stops root as well.
  const file = join(folder.path, 'file')
  writeFileSync(file, '')
  const { code, stderr } = await ferraris(['district', 'start', '--data', file])
  expect(code).toBe(1)
  expect(stderr).toContain(`data folder ${file}: it is no folder`)
  expect(stderr).toContain('--data')
})
