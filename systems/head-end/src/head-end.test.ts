import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HeadEnd, type HeadEndOptions, startHeadEnd } from './head-end.ts'
import { createLog } from './server/log.ts'

let data: string
const running: HeadEnd[] = []
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-head-end-'))
})
afterEach(async () => {
  for (const headEnd of running.splice(0)) await headEnd.close()
  await rm(data, { recursive: true })
})

const start = async (options: Partial<HeadEndOptions> = {}): Promise<HeadEnd> => {
  const headEnd = await startHeadEnd({ data, port: 0, log: createLog({ level: 'silent' }), ...options })
  running.push(headEnd)
  return headEnd
}
const stop = async (headEnd: HeadEnd): Promise<void> => {
  running.splice(running.indexOf(headEnd), 1)
  await headEnd.close()
}

interface Reply {
  status: number
  body: string
}

/** A request over a real socket. */
const ask = (headEnd: HeadEnd, path: string, token?: string): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    request(new URL(path, headEnd.url), { headers }, reply => {
      let body = ''
      reply.setEncoding('utf8').on('data', text => {
        body += text
      })
      reply.once('end', () => resolve({ status: reply.statusCode!, body }))
    })
      .once('error', reject)
      .end()
  })

test('an empty folder becomes a head-end that one can sign in to, and the next start continues it', async () => {
  const first = await start({ apiToken: 'a-token-for-automation' })
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(first.firstSignIn).toMatchObject({ username: 'admin', file: join(data, 'sign-in.txt') })
  expect(await readFile(join(data, 'sign-in.txt'), 'utf8')).toContain(first.firstSignIn!.password)
  expect((await stat(join(data, 'sign-in.txt'))).mode & 0o777).toBe(0o600)
  await first.enrol([{ serial: 'FER1', uri: 'dlms+tcp://127.0.0.1:1', keys: [] }])
  expect((await ask(first, '/readyz')).status).toBe(200)
  await stop(first)

  const second = await start({ apiToken: 'a-token-for-automation' })
  expect(second.firstSignIn).toBeNull()
  const summary = await ask(second, '/api/v1/summary', 'a-token-for-automation')
  expect(JSON.parse(summary.body)).toMatchObject({ endDevices: 1 })
  await stop(second)

  const third = await start()
  expect((await ask(third, '/api/v1/summary', 'a-token-for-automation')).status).toBe(401)
})

test('a port in use stops the start, and leaves nothing running behind', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  await expect(start({ port })).rejects.toMatchObject({ code: 'port-in-use' })
  other.close()
  // The data folder is free again: a start that had left PostgreSQL behind would be refused here.
  await start({ port: 0 })
})

test('a token that no header can carry is refused', async () => {
  await expect(start({ apiToken: 'two words' })).rejects.toMatchObject({ code: 'api-token-unusable' })
})

test('another address without TLS is refused before anything is started', async () => {
  await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'plain-http-refused' })
  await expect(stat(join(data, 'sign-in.txt'))).rejects.toThrow(/ENOENT/)
})

test('a data folder that cannot be one is told as such', async () => {
  const file = join(data, 'file')
  await writeFile(file, '')
  await chmod(file, 0o400)
  await expect(start({ data: join(file, 'folder') })).rejects.toMatchObject({
    code: 'data-folder-not-writable',
  })
})

test('closing twice is closing once', async () => {
  const headEnd = await start()
  await Promise.all([headEnd.close(), stop(headEnd)])
  await expect(ask(headEnd, '/healthz')).rejects.toThrow()
})
