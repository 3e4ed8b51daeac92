import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

test('an activity is previewed, created, shown, steered, planned again and reported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-activity-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-operator-of-tests'
  const headEnd = await startHeadEnd({
    data: folder,
    port: 0,
    apiToken: token,
    log: createLog({ level: 'silent' }),
  })
  open.push(headEnd)
  process.env.FERRARIS_API_TOKEN = token
  const serials = ['FER00000001', 'FER00000002']
  await headEnd.enrol(serials.map(serial => ({ serial, uri: 'dlms+tcp://127.0.0.1:9', keys: [] })))
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  const run = async (...words: string[]) => {
    await createProgram().parseAsync(['activity', ...words, '--head-end', headEnd.url, '--json'], {
      from: 'user',
    })
    return JSON.parse(printed)
  }
  const list = join(folder, 'meters.csv')
  writeFileSync(list, 'serial\nFER00000001\n=1+1\n')
  const what = ['create', '--name', 'Limits', '--kind', 'limit', '--set', 'watts=3000']
  const preview = await run(
    ...what,
    '--csv',
    list,
    '--meter',
    'FER00000002',
    '--meter',
    'NOBODY',
    '--preview',
  )
  expect(preview).toMatchObject({ total: 3, badRows: [{ line: 3 }] })
  await expect(run(...what, '--csv', list)).rejects.toMatchObject({ code: 'status-400' })

  const going = [
    '--id',
    'limits',
    '--hours',
    '22:00-05:00',
    '--per-concentrator',
    '3',
    '--stages',
    '0.5',
    '--stop-share',
    '0.1',
  ]
  const created = await run(...what, '--meter', 'NOBODY', '--meter', 'FER00000001', ...going)
  expect(created).toMatchObject({
    id: 'limits',
    parameters: { watts: 3000 },
    hours: { from: '22:00', to: '05:00' },
    pace: { perConcentrator: 3 },
    stopRule: { share: 0.1 },
  })
  expect((await run('list')).items).toMatchObject([{ id: 'limits' }])
  const message = ['create', '--name', 'Pin', '--kind', 'display-message', '--set', 'text=007']
  expect(await run(...message, '--meter', 'FER00000001')).toMatchObject({ parameters: { text: '007' } })
  expect(await run('show', 'limits')).toMatchObject({
    leftOutBy: expect.arrayContaining([{ reason: 'unknown', count: 1 }]),
  })
  const report = join(folder, 'report.csv')
  expect(await run('report', 'limits', '--output', report)).toMatchObject({ file: report })
  expect(readFileSync(report, 'utf8')).toContain('NOBODY')
  await expect(run('replan', 'limits', '--states', 'failed')).rejects.toMatchObject({ code: 'status-400' })
})
