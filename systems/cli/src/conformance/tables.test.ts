import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'

const bin = new URL('../../bin/ferraris.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'ferraris-conformance-tables-'))
const keys = join(folder, 'keys.json')
const places = ['--port', '0', '--smitp-port', '0', '--data', folder, '--json']
const meter = spawn(process.execPath, [bin, 'meter', 'start', ...places])
let uri: string

beforeAll(async () => {
  for await (const line of createInterface({ input: meter.stdout })) {
    uri = (JSON.parse(line) as { smitpUri: string }).smitpUri
    break
  }
})

afterAll(() => {
  meter.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function ferraris(...args: readonly string[]) {
  const env = { ...process.env, XDG_STATE_HOME: folder }
  const child = spawn(process.execPath, [bin, 'conformance', 'run', ...args], { env })
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { out, err, code }
}

test('uc K-20 a virtual meter in METERS AND MORE fails nothing, and the report holds every frame', async () => {
  const report = join(folder, 'verdicts.json')
  const args = ['--keys', keys, '--timeout', '60', '--silence', '20', '--report', report, '--json']
  const { out, err, code } = await ferraris(uri, ...args)
  expect(err).toBe('')
  expect(code).toBe(0)
  const { summary, verdicts, subject } = JSON.parse(out)
  expect(subject).toContain('smitp+tcp://')
  expect(summary).toMatchObject({ cases: verdicts.length, fail: 0, inconclusive: 0, inapplicable: 2 })
  expect(verdicts.length).toBeGreaterThan(25)
  expect(JSON.parse(readFileSync(report, 'utf8')).verdicts[0].frames[0]).toMatchObject({ direction: 'sent' })
  const ring = JSON.parse(readFileSync(keys, 'utf8')) as { k1?: string; k2?: string }[]
  const secrets = ring.flatMap(({ k1, k2 }) => [k1, k2]).filter(key => key !== undefined)
  expect(secrets).toHaveLength(2)
  for (const secret of secrets) expect(out + readFileSync(report, 'utf8')).not.toContain(secret)
})

test("uc K-20 a wrong K2 is the tester's fault, and so is a place where nothing listens: one message, no verdict", async () => {
  const ring = JSON.parse(readFileSync(keys, 'utf8')) as object[]
  const wrong = JSON.stringify(ring.map(entry => ('k2' in entry ? { ...entry, k2: 'ab'.repeat(16) } : entry)))
  const elsewhere = uri.replace(/:\d+\?/, ':1?')
  for (const [place, ours, why] of [
    [uri, wrong, /key/],
    [elsewhere, keys, /nothing listens/],
  ] as const) {
    const { out, err, code } = await ferraris(place, '--keys', ours, '--timeout', '60')
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toMatch(why)
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})

test('cases are chosen by their beginning; a name that fits none says which there are', async () => {
  const { out, code } = await ferraris(uri, '--keys', keys, '--only', 'reset', 'tables.status-word')
  expect(code).toBe(0)
  expect(out.match(/^PASS /gm)).toHaveLength(4)
  const none = await ferraris(uri, '--keys', keys, '--only', 'household')
  expect(none.code).toBe(2)
  expect(none.err).toContain('there are addressing, lengths, authentication')
})
