import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { messageXml, named } from '@ferraris/cim'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumer, startConsumer } from './testing/consumer.fixture.ts'
import { read, replyIn } from './testing/partner.fixture.ts'

const messages = 60
const kills = 3
const begin = Date.now() - 86_400_000
let data: string
let child: ChildProcess
let url: string
let mdm: Consumer

async function start(): Promise<void> {
  const program = new URL('testing/head-end-process.fixture.ts', import.meta.url).pathname
  child = spawn(process.execPath, [program, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout!), 'line')
  ;({ url } = JSON.parse(line))
}
async function kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}
async function api<T>(path: string, body?: object): Promise<T> {
  const reply = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-killed-messages-'))
  mdm = await startConsumer()
  await start()
}, 180_000)
afterAll(async () => {
  await kill('SIGTERM').catch(() => {})
  await mdm.down()
  await rm(data, { recursive: true })
})

/** What a partner sends: an event of the meter, one a second. */
function message(n: number): string {
  const event = {
    createdDateTime: begin + n * 1000,
    EndDeviceEventType: '3.26.0.47',
    Assets: named('M1'),
  }
  return messageXml({
    kind: 'event',
    form: 'generic',
    year: '2011',
    Header: { Verb: 'created', Noun: 'EndDeviceEvents', Source: 'OMS', MessageID: `k-${n}` },
    Payload: { EndDeviceEvents: { EndDeviceEvent: [event] } },
  })
}

/** Sends it and gives whether it was taken; without an answer it is sent again. */
async function isTaken(n: number): Promise<boolean> {
  try {
    const reply = await fetch(`${url}/api/v1/integration/cim`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/xml' },
      body: message(n),
    })
    return reply.ok && replyIn(await reply.text()).result === 'OK'
  } catch {
    return false
  }
}

test('uc IF-MDM messages that are under way, in and out, when the head-end is killed are neither lost nor doubled', async () => {
  const uri = 'dlms+tcp://127.0.0.1:1?client=16&server=1'
  await api('/end-devices', { serial: 'M1', uri, eventProfile: 'ferraris', keys: [] })
  const nouns = ['EndDeviceEvents']
  await api('/integration/destinations', { name: 'mdm', kind: 'http', url: mdm.url, nouns })
  const open = new Set(Array.from({ length: messages }, (_, n) => n))
  const sendAll = () =>
    Promise.all([...open].map(async n => ((await isTaken(n)) ? void open.delete(n) : undefined)))
  for (let times = 0; times < kills; times++) {
    const sent = sendAll()
    const before = open.size
    // Some have an answer, others are in the middle of their transaction.
    while (open.size > before - messages / (kills + 1) && open.size > 0)
      await new Promise(resolve => setTimeout(resolve, 1))
    await kill('SIGKILL')
    await sent
    await start()
  }
  while (open.size > 0) await sendAll()

  const { total } = await api<{ total: number }>('/end-device-events?endDevice=M1&limit=1')
  expect(total).toBe(messages)
  const told = () =>
    mdm.taken.map(read).flatMap(one => {
      const events = one.kind === 'event' ? (one.Payload?.EndDeviceEvents?.EndDeviceEvent ?? []) : []
      const id = one.kind === 'event' ? (one.Header.MessageID ?? '') : ''
      return events.map(({ createdDateTime }) => ({ time: createdDateTime, id }))
    })
  while (new Set(told().map(({ time }) => time)).size < messages)
    await new Promise(resolve => setTimeout(resolve, 100))
  // What went out twice, because the head-end was killed before it noted the answer, bears the same identifier.
  const ids = Map.groupBy(told(), ({ time }) => time)
  for (const [time, its] of ids) expect(new Set(its.map(({ id }) => id)).size, `${time}`).toBe(1)
}, 300_000)
