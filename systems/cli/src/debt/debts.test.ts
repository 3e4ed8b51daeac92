import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, startHeadEnd } from '@ferraris/head-end'
import { afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '../program.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  delete process.env.FERRARIS_API_TOKEN
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

test('a list of debts is handed in, shown, and paid', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-debts-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-operator-of-tests'
  const log = createLog({ level: 'silent' })
  const headEnd = await startHeadEnd({ data: folder, port: 0, apiToken: token, log })
  open.push(headEnd)
  process.env.FERRARIS_API_TOKEN = token
  await headEnd.enrol([{ serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9', keys: [] }])
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  const run = async (...words: string[]) => {
    await createProgram().parseAsync(['debt', ...words, '--head-end', headEnd.url], { from: 'user' })
    return printed
  }
  const csv = join(folder, 'debts.csv')
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
  await expect(run('create', '--name', 'x', '--csv', join(folder, 'none'))).rejects.toThrow(/cannot be read/)
})
