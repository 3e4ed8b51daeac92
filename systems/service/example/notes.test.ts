import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, startService } from '@ferraris/service'
import { expect, test } from 'vitest'
import { notes } from './notes.ts'

test('a feature is all that a service needs: it is served, guarded, audited and kept', async () => {
  const data = await mkdtemp(join(tmpdir(), 'ferraris-notes-'))
  const clock = { now: () => Date.parse('2026-11-29T12:00:00Z') }
  const service = await startService({
    name: 'notebook',
    api: { title: 'Notebook', description: 'Notes of operators.' },
    features: [notes],
    data,
    port: 0,
    apiToken: 'a-token',
    clock,
    log: createLog({ level: 'silent' }),
  })
  const ask = (path: string, payload?: object, token = 'a-token') =>
    fetch(`${service.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}`, ...(payload && { 'content-type': 'application/json' }) },
      ...(payload && { method: 'POST', body: JSON.stringify(payload) }),
    })
  const written = {
    text: 'C1 is behind the bakery',
    author: 'environment',
    writtenAt: '2026-11-29T12:00:00.000Z',
  }

  expect((await ask('/notes', { text: written.text }, 'nonsense')).status).toBe(401)
  expect((await ask('/notes', { text: '' })).status).toBe(400)
  expect((await ask('/notes', { text: written.text })).status).toBe(201)
  expect(await (await ask('/notes')).json()).toEqual({ items: [written] })
  expect(await (await ask('/audit-log?limit=1')).json()).toMatchObject({
    items: [{ actor: 'environment', action: 'note.written' }],
  })
  expect(await (await ask('/openapi.json')).json()).toMatchObject({ info: { title: 'Notebook' } })
  await service.close()
  await rm(data, { recursive: true })
})

test('the README shows it as it is', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(await readFile(new URL('./notes.ts', import.meta.url), 'utf8'))
})
