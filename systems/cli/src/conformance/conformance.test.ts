import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'

const bin = new URL('../../bin/ferraris.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'ferraris-conformance-'))

const meter = spawn(process.execPath, [bin, 'meter', 'start', '--port', '0', '--data', folder, '--json'])
let uri: string

beforeAll(async () => {
  for await (const line of createInterface({ input: meter.stdout })) {
    uri = (JSON.parse(line) as { managementUri: string }).managementUri
    break
  }
})

afterAll(() => {
  meter.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function ferraris(...args: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'conformance', 'run', ...args])
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { out, err, code }
}

const keys = join(folder, 'keys.json')

test('uc QUA-1 a virtual meter passes, and the report holds every frame', async () => {
  const report = join(folder, 'verdicts.json')
  const { out, code } = await ferraris(uri, '--keys', keys, '--report', report, '--json')
  expect(code).toBe(0)
  const { summary, verdicts } = JSON.parse(out)
  expect(summary).toMatchObject({ cases: verdicts.length, pass: verdicts.length, fail: 0 })
  expect(verdicts.length).toBeGreaterThan(40)
  expect(JSON.parse(readFileSync(report, 'utf8')).verdicts[0].frames[0]).toMatchObject({ direction: 'sent' })
  const { guek, gak } = JSON.parse(readFileSync(keys, 'utf8'))[0]
  for (const secret of [guek, gak]) expect(out + readFileSync(report, 'utf8')).not.toContain(secret)
})

test('cases are chosen by their beginning; a name that fits none says which there are', async () => {
  const { out, code } = await ferraris(uri, '--keys', keys, '--only', 'blocks', 'idle.garbage')
  expect(code).toBe(0)
  expect(out.match(/^PASS /gm)).toHaveLength(4)
  const none = await ferraris(uri, '--keys', keys, '--only', 'household')
  expect(none.code).toBe(2)
  expect(none.err).toContain('there are idle, opening, reading')
})

test('where nothing listens there is one message, and no verdict', async () => {
  const { out, err, code } = await ferraris('dlms+tcp://127.0.0.1:1?auth=none')
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toMatch(/nothing listens there/)
  expect(err.trim().split('\n')).toHaveLength(1)
})

test('where another protocol is spoken there is one message, and no verdict', async () => {
  const web = createServer((_, response) => response.end('hello'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  const { port } = web.address() as { port: number }
  const target = `dlms+tcp://127.0.0.1:${port}?client=1&auth=gmac`
  const { out, err, code } = await ferraris(target, '--keys', keys, '--timeout', '20')
  web.close()
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toContain('does not speak DLMS')
  expect(err.trim().split('\n')).toHaveLength(1)
})

test.each(['guek', 'gak'])("a wrong %s is the tester's fault: one message, and no verdict", async name => {
  const ring = JSON.parse(readFileSync(keys, 'utf8')) as object[]
  const wrong = JSON.stringify(
    ring.map(entry => (name in entry ? { ...entry, [name]: 'ab'.repeat(16) } : entry)),
  )
  const { out, err, code } = await ferraris(uri, '--keys', wrong)
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toMatch(/keys|key/)
  expect(err.trim().split('\n')).toHaveLength(1)
})
