import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test('a group is saved, listed, shown, put on a sheet and removed', async () => {
  line = await commandLine()
  const serials = ['FER00000001', 'FER00000002']
  await line.headEnd.enrol(serials.map(serial => ({ serial, uri: 'dlms+tcp://127.0.0.1:9', keys: [] })))
  const run = (...words: string[]) => line.run('group', ...words)
  const csv = join(line.folder, 'house.csv')
  writeFileSync(csv, 'serial\nFER00000001\n')
  expect(await run('save', 'house-7', '--csv', csv, '--meter', 'FER00000002')).toContain('2 meters')
  expect(await run('list')).toContain('house-7')
  expect(JSON.parse(await run('show', 'house-7', '--json'))).toMatchObject({ endDevices: serials })
  const sheet = ['sheet', 'house-7', '--time', '2026-01-01T00:00:00+01:00']
  expect(await run(...sheet)).toContain('2 values are missing')
  expect(await run(...sheet, '--format', 'csv')).toMatch(/^\uFEFF?meter,usage point,/)
  expect(await run('remove', 'house-7')).toContain('is removed')
  await expect(run('show', 'house-7')).rejects.toMatchObject({ code: 'status-404' })
  await expect(run('save', 'x', '--meter', 'NOBODY')).rejects.toMatchObject({ code: 'status-400' })
})
