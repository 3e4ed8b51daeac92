import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test('a customer moves in, takes its data along, lets a third party see them and revokes it, and has them deleted', async () => {
  line = await commandLine()
  await line.headEnd.enrol([
    { serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9', usagePoint: 'IT001E00000001', keys: [] },
  ])
  const administrator = process.env.FERRARIS_API_TOKEN!
  const post = async (path: string, body: object) =>
    (await (
      await fetch(`${line.headEnd.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${administrator}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as { token: string }
  await post('/users', { username: 'ada', password: 'a long password', role: 'customer' })
  const ada = await post('/tokens', { name: 'ada', role: 'customer' })
  await post('/tokens', { name: 'sun', role: 'third-party' })
  const as = (token: string) => vi.stubEnv('FERRARIS_API_TOKEN', token)

  // In an earlier month, so that there are days to delete.
  const movedIn = ['--customer', 'ada', '--usage-point', 'IT001E00000001', '--from', '2026-01-01']
  const { id: agreement } = await line.json<{ id: string }>('customer', 'move-in', ...movedIn)
  expect(await line.run('customer', 'list', '--customer', 'ada')).toMatch(
    /ada.*IT001E00000001.*2026-01-01.*runs/,
  )

  as(ada.token)
  expect(await line.run('own-data', 'list')).toMatch(/IT001E00000001.*FER00000001.*2026-01-01 to now/)
  const file = join(line.folder, 'feed.xml')
  const days = ['--from', '2026-01-01', '--to', '2026-01-31']
  await line.run('own-data', 'export', agreement, ...days, '--format', 'green-button', '--file', file)
  expect(readFileSync(file, 'utf8')).toContain('<title>IT001E00000001, FER00000001</title>')
  const until = new Date(Date.now() + 86_400_000).toISOString()
  const allow = ['--third-party', 'sun', '--scope', 'daily-energy', 'interval-data', '--until', until]
  const { id: consent } = await line.json<{ id: string }>('own-data', 'allow', agreement, ...allow)
  expect(await line.run('own-data', 'consents')).toMatch(/sun.*daily-energy interval-data.*in-force/)
  expect(await line.run('own-data', 'revoke', consent)).toMatch(/sun.*revoked/)
  await expect(line.run('customer', 'list')).rejects.toMatchObject({ code: 'status-403' })
  const demand = await line.json<{ id: string }>('own-data', 'delete', agreement, '--to', '2026-01-31')
  await expect(line.run('own-data', 'delete', agreement)).rejects.toMatchObject({ code: 'status-409' })

  as(administrator)
  expect(await line.run('customer', 'deletions')).toMatch(/ada.*2026-01-01 to 2026-01-31.*requested/)
  expect(await line.run('customer', 'erase', demand.id)).toMatch(/done.*0 days and 0 registers deleted/)
  await expect(line.run('customer', 'refuse', demand.id, '--reason', 'late')).rejects.toMatchObject({
    code: 'status-409',
  })
  expect(await line.run('customer', 'move-out', agreement, '--to', '2026-06-30')).toMatch(/2026-06-30/)
})
