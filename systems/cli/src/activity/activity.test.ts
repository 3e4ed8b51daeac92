import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test('an activity is previewed, created, shown, steered, planned again and reported', async () => {
  line = await commandLine()
  const serials = ['FER00000001', 'FER00000002']
  await line.headEnd.enrol(serials.map(serial => ({ serial, uri: 'dlms+tcp://127.0.0.1:9', keys: [] })))
  const run = (...words: string[]) => line.json<{ readonly items?: unknown }>('activity', ...words)
  const list = join(line.folder, 'meters.csv')
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
  const report = join(line.folder, 'report.csv')
  expect(await run('report', 'limits', '--output', report)).toMatchObject({ file: report })
  expect(readFileSync(report, 'utf8')).toContain('NOBODY')
  await expect(run('replan', 'limits', '--states', 'failed')).rejects.toMatchObject({ code: 'status-400' })
})
