import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { data, dateTimeAt, encodeData, encodeDateTime, zone } from '@ferraris/cosem'
import { encodeNotification } from '@ferraris/dlms/push'
import { wholeSecondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog, type HeadEnd, startHeadEnd } from '../../index.ts'
import { ciphered, connected, framed, pushingEnrolment, pushingMeter } from '../pushing.fixture.ts'

const token = 'a-token-for-the-lists-of-pushes'
const meter = pushingMeter(7)
const at = wholeSecondsOf(Date.now()) - 60
const setup = '0.1.25.9.0.255'
const objects = [
  { classId: 3, obis: '1.0.1.8.0.255', attribute: 2 },
  { classId: 1, obis: '0.0.96.11.1.255', attribute: 2 },
  { classId: 8, obis: '0.0.1.0.0.255', attribute: 2 },
]

let folder: string
let headEnd: HeadEnd
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ferraris-push-lists-'))
  headEnd = await startHeadEnd({
    data: folder,
    port: 0,
    log: createLog({ level: 'silent' }),
    apiToken: token,
    pushes: [{ medium: 'tcp', host: '127.0.0.1', port: 0 }],
  })
  expect((await ask('POST', '/end-devices', pushingEnrolment(7))).status).toBe(201)
})
afterAll(async () => {
  await headEnd.close()
  await rm(folder, { recursive: true })
})

async function ask<Body>(method: string, place: string, body?: object) {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  const reply = await fetch(`${headEnd.url}/api/v1${place}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: reply.status, body: (reply.status === 204 ? undefined : await reply.json()) as Body }
}

const lists = `/end-devices/${meter.serial}/push-lists`

/** A push that names none of its values; resolves when it is stored. */
async function push(time: number): Promise<void> {
  const pushes = async () => (await ask<{ pushes: number }>('GET', '/push-statistics')).body.pushes
  const before = await pushes()
  const stamp = encodeDateTime(dateTimeAt(time, zone('Europe/Rome')))
  const values = [data.doubleLongUnsigned(4711), data.unsigned(40), data.octets(stamp)]
  const plain = encodeNotification({
    kind: 'data-notification',
    longInvokeId: 1,
    confirmed: false,
    time: undefined,
    body: encodeData(data.structure(...values)),
  })
  const socket = await connected(Number(headEnd.pushPlaces[0]!.split(':').at(-1)))
  socket.end(framed(ciphered(meter, plain)))
  await expect.poll(pushes, { timeout: 30_000 }).toBe(before + 1)
}

async function codes(): Promise<number[]> {
  const place = `/end-device-events?endDevice=${meter.serial}`
  const { body } = await ask<{ items: { code: number }[] }>('GET', place)
  return body.items.map(({ code }) => code)
}

test('values without names are understood from the push on that follows the list, and no more once it is gone', async () => {
  expect((await ask('GET', lists)).body).toEqual({ items: [] })
  await push(at)
  expect(await codes()).toEqual([])
  const items = [{ setup, objects }]
  expect((await ask('PUT', lists, { items })).status).toBe(204)
  expect((await ask('GET', lists)).body).toEqual({ items })
  await push(at + 1)
  expect(await codes()).toEqual([40])
  expect((await ask('PUT', lists, { items: [] })).status).toBe(204)
  expect((await ask('GET', lists)).body).toEqual({ items: [] })
  await push(at + 2)
  expect(await codes()).toEqual([40])
})

test.each<[string, object, number]>([
  ['NONE7', { items: [] }, 404],
  [meter.serial, { items: [{ setup, objects: [] }] }, 400],
  [meter.serial, { items: [{ setup: '0.1.25', objects }] }, 400],
  [
    meter.serial,
    {
      items: [
        { setup, objects },
        { setup, objects },
      ],
    },
    400,
  ],
  [meter.serial, {}, 400],
])('what cannot be is refused: %s %j', async (serial, body, status) => {
  expect((await ask('PUT', `/end-devices/${encodeURIComponent(serial)}/push-lists`, body)).status).toBe(
    status,
  )
  expect((await ask('GET', lists)).body).toEqual({ items: [] })
})
