import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Kit } from '../kit.ts'
import { openBareService, type TestService } from '../testing/test-service.ts'

let folder: string
let fixture: TestService<Kit>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferraris-console-'))
  await mkdir(join(folder, 'dist/assets'), { recursive: true })
  await writeFile(join(folder, 'dist/index.html'), '<title>Ferraris</title>')
  await writeFile(join(folder, 'dist/assets/index-1a2b.js'), 'start()')
  await writeFile(join(folder, 'dist/assets/index-1a2b.js.br'), brotliCompressSync('start()'))
  await writeFile(join(folder, 'secret.txt'), 'outside')
  fixture = await openBareService({ console: join(folder, 'dist') })
})
afterAll(async () => {
  await fixture.close()
  await rm(folder, { recursive: true })
})

const rooms = ['/', '/end-devices', '/end-devices/FER00000001?day=2026-11-20', '/end-devices/ACME.7']
test.each(rooms)('%s is the page', async url => {
  const reply = await fixture.app.inject({ url, headers: { accept: 'text/html,*/*' } })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toContain('text/html')
  expect(reply.headers['cache-control']).toBe('no-cache')
  expect(reply.body).toBe('<title>Ferraris</title>')
})

test('a file that is named by its content is kept for good', async () => {
  const reply = await fixture.app.inject('/assets/index-1a2b.js')
  expect(reply.body).toBe('start()')
  expect(reply.headers['content-type']).toContain('javascript')
  expect(reply.headers['cache-control']).toContain('immutable')
})

test('a browser that takes brotli gets the file that the build compressed', async () => {
  const reply = await fixture.app.inject({
    url: '/assets/index-1a2b.js',
    headers: { 'accept-encoding': 'gzip, br' },
  })
  expect(reply.headers['content-encoding']).toBe('br')
  expect(reply.headers['cache-control']).toContain('immutable')
  expect(brotliDecompressSync(reply.rawPayload).toString()).toBe('start()')
})

test.each([
  '/assets/index-9z9z.js',
  '/favicon.ico',
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/api/v1/none',
  '/api/v2/summary',
])('%s is nowhere', async url => {
  const reply = await fixture.app.inject(url)
  expect([400, 404]).toContain(reply.statusCode)
  expect(reply.headers['content-type']).toContain('application/problem+json')
  expect(reply.headers['cache-control']).toBe('no-store')
})
