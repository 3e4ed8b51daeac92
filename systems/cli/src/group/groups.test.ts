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

test('a group is saved, listed, shown, put on a sheet and removed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-groups-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-operator-of-tests'
  const log = createLog({ level: 'silent' })
  const headEnd = await startHeadEnd({ data: folder, port: 0, apiToken: token, log })
  open.push(headEnd)
  process.env.FERRARIS_API_TOKEN = token
  const serials = ['FER00000001', 'FER00000002']
  await headEnd.enrol(serials.map(serial => ({ serial, uri: 'dlms+tcp://127.0.0.1:9', keys: [] })))
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = typeof text === 'string' ? text : new TextDecoder().decode(text)
    return true
  })
  const run = async (...words: string[]) => {
    await createProgram().parseAsync(['group', ...words, '--head-end', headEnd.url], { from: 'user' })
    return printed
  }
  const csv = join(folder, 'house.csv')
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
