import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HeadEnd, type HeadEndOptions, startHeadEnd } from './head-end.ts'
import { createLog } from './log.ts'
import { startMeters } from './testing/meter-fleet.fixture.ts'

let data: string
const running: HeadEnd[] = []
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-head-end-'))
})
afterEach(async () => {
  for (const headEnd of running.splice(0)) await headEnd.close()
  await rm(data, { recursive: true })
})

async function start(options: Partial<HeadEndOptions> = {}): Promise<HeadEnd> {
  const headEnd = await startHeadEnd({ data, port: 0, log: createLog({ level: 'silent' }), ...options })
  running.push(headEnd)
  return headEnd
}
async function stop(headEnd: HeadEnd): Promise<void> {
  running.splice(running.indexOf(headEnd), 1)
  await headEnd.close()
}

interface Reply {
  readonly status: number
  readonly body: string
}

/** A request over a real socket. */
function ask(headEnd: HeadEnd, path: string, token?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
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
}

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

test('reads the meters that are enrolled and shows their days, at once and without being asked', async () => {
  const apiToken = 'a-token-for-automation'
  // The meters have three complete days: their records begin on the 17th.
  const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') }
  const meters = await startMeters(3, clock, [2026, 11, 17])
  const headEnd = await start({ apiToken, clock })
  const get = async (path: string) => JSON.parse((await ask(headEnd, `/api/v1${path}`, apiToken)).body)

  await headEnd.enrol(meters.map(({ enrolment }) => enrolment))
  const complete = { day: '2026-11-19', expected: 3 * 96, received: 3 * 96 }
  while ((await get('/summary')).completeness.received < complete.expected) await pause()
  const summary = await get('/summary')
  expect(summary).toMatchObject({
    completeness: complete,
    states: { reachable: 3 },
    collection: { dueNow: 0, sessionsToday: 3, failedToday: 0 },
  })

  const { serial } = meters[0]!.enrolment
  const range = 'obis=1.0.1.8.0.255&from=2026-11-17&to=2026-11-19'
  const { items } = await get(`/interval-blocks?endDevice=${serial}&${range}`)
  expect(items.map(({ start }: { start: string }) => start)).toEqual([
    '2026-11-17T00:00:00+01:00',
    '2026-11-18T00:00:00+01:00',
    '2026-11-19T00:00:00+01:00',
  ])
  expect(items.every(({ quality }: { quality: number[] }) => quality.every(code => code === 0))).toBe(true)
  expect((await ask(headEnd, '/metrics')).body).toContain('ferraris_sessions_total{result="completed"} 3')

  await stop(headEnd)
  for (const { listener } of meters) await listener.close()
})

/** Real sockets and a real store have no other end to wait for. */
function pause() {
  return new Promise(resolve => setTimeout(resolve, 20))
}
