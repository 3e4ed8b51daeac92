import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test('a list of debts is handed in, shown, and paid', async () => {
  line = await commandLine()
  await line.headEnd.enrol([{ serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9', keys: [] }])
  const run = (...words: string[]) => line.run('debt', ...words)
  const csv = join(line.folder, 'debts.csv')
  writeFileSync(csv, 'serial,amount,reference\nFER00000001,131.40,INV-1\nFER00000009,2,\n')
  // Not before the day after tomorrow: whatever the hour is now, it waits.
  const start = new Date(Date.now() + 2 * 86_400_000).toISOString()
  const create = ['create', '--name', 'November', '--id', 'nov', '--csv', csv, '--start', start]
  expect(await run(...create)).toMatch(/nov.*November: planned, waits for start.*1 left-out, 1 waiting/)
  expect(await run('list')).toContain('November')
  expect(JSON.parse(await run('show', 'nov', '--state', 'left-out', '--json')).debts).toMatchObject([
    { endDevice: 'FER00000009', amount: '2', currency: 'EUR' },
  ])
  expect(await run('show', 'nov')).toMatch(/FER00000001.*131\.40 EUR.*INV-1.*waiting/)
  expect(await run('paid', '--reference', 'INV-1')).toMatch(/FER00000001.*paid: cancelled/)
  await expect(run('paid', '--meter', 'FER00000077')).rejects.toMatchObject({ code: 'status-404' })
  await expect(run('create', '--name', 'x', '--csv', join(line.folder, 'none'))).rejects.toThrow(
    /cannot be read/,
  )
})
