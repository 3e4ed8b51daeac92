import { afterEach, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test('rules are listed and set by group, and what cannot be is refused', async () => {
  line = await commandLine()
  await line.headEnd.enrol([{ serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9', keys: [] }])
  const run = (...words: string[]) => line.run('data', ...words)
  expect(await run('rules')).toMatch(/V14 +Spike over the third highest +yes +percent 180 %/)
  expect(await run('rule', 'V14', '--group', 'shops', '--set', 'percent=300')).toMatch(
    /percent 300 % \(default 180\)/,
  )
  expect(await run('rule', 'E06', '--group', 'shops', '--off')).toMatch(/E06 +Linear interpolation +no/)
  expect(await run('rules')).toMatch(/percent 180 %/)
  await expect(run('rule', 'V14', '--set', 'percent=0')).rejects.toMatchObject({ code: 'status-400' })
  await expect(run('rule', 'V14', '--set', 'percent')).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(run('rule', 'V99', '--off')).rejects.toMatchObject({ code: 'status-404' })

  expect(await run('exceptions')).toContain('no day waits for a person')
  expect(await run('changes')).toContain('nothing has changed since 0')
  expect(await run('recompute', '--from', '2026-11-01', '--to', '2026-11-30')).toContain('0 days')
  const day = ['FER00000001', '1.0.1.8.0.255', '2026-11-18']
  await expect(run('day', ...day)).rejects.toMatchObject({ code: 'status-404' })
  await expect(run('edit', ...day, '--set', 'x=1', '--reason', 'try')).rejects.toMatchObject({
    code: 'input-invalid',
  })
})
