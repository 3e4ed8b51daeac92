import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test('a schedule is made, listed, given meters and removed', async () => {
  line = await commandLine()
  const serials = ['FER00000001', 'FER00000002']
  await line.headEnd.enrol(serials.map(serial => ({ serial, uri: 'dlms+tcp://127.0.0.1:9', keys: [] })))
  const run = (...words: string[]) => line.run('schedule', ...words)
  const made = await run('create', 'Shops', '--every', '15', '--profile', '1.0.99.1.0.255', '--json')
  const { id } = JSON.parse(made) as { id: number }
  expect(await run('list')).toMatch(/standard[\s\S]*Shops +15 min/)
  const csv = join(line.folder, 'shops.csv')
  writeFileSync(csv, 'serial;street\nFER00000001;A\nNOBODY;B\n')
  const given = await run('give', `${id}`, '--csv', csv, '--meter', 'FER00000002')
  expect(given).toMatch(/2 meters are read by schedule \d+\nNOBODY +is not in the inventory/)
  await expect(run('remove', `${id}`)).rejects.toMatchObject({ code: 'status-409' })
  await run('give', '1', '--csv', csv, '--meter', 'FER00000002')
  expect(await run('remove', `${id}`)).toContain('is removed')
  await expect(run('give', '1')).rejects.toMatchObject({ code: 'input-invalid' })
})
