import { obisCodes, secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  alarm,
  ciphered,
  connected,
  enrolPushing,
  framed,
  openDoor,
  type PushingMeter,
} from '../../push/pushing.fixture.ts'
import type { Store } from '../../store.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { listIncidents } from '../incidents/queries.ts'
import { sweep } from '../sweep/sweep.ts'

const meters = 1000
/** Of a hundred frames so many do not arrive. */
const lostOfHundred = 5

let app: TestApp
let pushing: PushingMeter[]
let door: Awaited<ReturnType<typeof openDoor>>
beforeAll(async () => {
  app = await openTestApp()
  const store = { pool: app.parts.pool, kysely: app.parts.db } as Store
  pushing = await enrolPushing(store, meters, app.clock.now)
  await app.parts.pool.query(
    `insert into supply_point (end_device_id, substation) select id, 'T1' from end_device`,
  )
  door = await openDoor(store, app.clock)
})
afterAll(async () => {
  await door.door.close()
  await app.close()
  // What was never asked over HTTP is made ready when it is closed.
}, 600_000)

/** Each of the meters pushes an entry of its standard log, ciphered, over TCP; some frames are lost on the way. */
async function push(code: number): Promise<void> {
  const time = secondsOf(app.clock.now)
  const frames = pushing.flatMap((meter, n) => {
    const entry = { log: obisCodes.standardLog, code, time }
    const frame = framed(ciphered(meter, alarm(meter.serial, { time, entry })))
    return n % 100 < lostOfHundred ? [] : [frame]
  })
  const socket = await connected(door.port)
  for (const frame of frames) socket.write(frame)
  socket.end()
  await new Promise(resolve => socket.once('close', resolve))
  await door.door.settled()
}

async function open() {
  return (await listIncidents(app.parts.db, { state: 'open', limit: 10 })).items
}

test('uc 2.a.3-4 last gasps of a thousand meters of one transformer are one outage within half a minute; it ends when they are back', async () => {
  await push(1)
  expect(door.refused).toEqual([])
  const heard = meters - (meters * lostOfHundred) / 100
  app.clock.now += 5000
  await sweep(app.parts)
  const [outage, ...others] = await open()
  expect(others).toEqual([])
  expect(outage).toMatchObject({ kind: 'outage', course: 'active', substation: 'T1', affected: heard })
  expect(heard).toBeGreaterThanOrEqual(0.9 * meters)
  app.clock.now += 600_000
  await push(2)
  app.clock.now += 5000
  await sweep(app.parts)
  expect(await open()).toMatchObject([{ course: 'over', back: heard }])
  app.clock.now += 400_000
  await sweep(app.parts)
  expect(await open()).toEqual([])
})
