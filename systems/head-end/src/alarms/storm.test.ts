import { idisCodes, obisCodes } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProblems } from '../summary/problems/problems.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { listIncidents } from './incidents/queries.ts'
import type { Incident } from './incidents/schemas.ts'
import { raiseAlarms } from './raising/raise.ts'
import { sweep } from './sweep/sweep.ts'

/** `FERRARIS_STORM=1000000` gives the whole storm. */
const meters = Number(process.env.FERRARIS_STORM ?? 4000)
const perSubstation = Math.min(1000, meters / 8)
const batch = 1000

let app: TestApp
let ids: number[]
beforeAll(async () => {
  app = await openTestApp()
  await app.parts.pool.query(
    `with devices as (
       insert into end_device (serial, uri, time_zone, schedule_id, enrolled_at)
       select 'STORM' || n, 'dlms+tcp://10.0.0.1:4059?client=2&server=1', 'Europe/Rome', 1, now()
       from generate_series(1, ${meters}) n returning id
     )
     insert into supply_point (end_device_id, substation)
     select id, 'S' || (row_number() over (order by id) - 1) / ${perSubstation} from devices`,
  )
  await app.parts.pool.query('insert into collection (end_device_id) select id from end_device')
  await app.parts.pool.query('analyze end_device, supply_point, collection')
  const { rows } = await app.parts.pool.query<{ id: number }>('select id from end_device order by id')
  ids = rows.map(({ id }) => id)
}, 600_000)
// What was never asked over HTTP is made ready when it is closed.
afterAll(() => app.close(), 600_000)

async function storm(code: number): Promise<number> {
  const began = performance.now()
  for (let from = 0; from < meters; from += batch) {
    const events = ids.slice(from, from + batch).map(endDeviceId => ({
      endDeviceId,
      time: new Date(app.clock.now),
      log: obisCodes.standardLog,
      code,
      learnt: 2,
    }))
    await transaction(app.parts.pool, client => raiseAlarms(client, events, app.clock.now))
  }
  return Math.round((1000 * meters) / (performance.now() - began))
}

async function open(): Promise<Incident[]> {
  return (await listIncidents(app.parts.db, { state: 'open', limit: 50 })).items
}

test(`uc 2.a.6-6 a storm of ${meters} alarms is one incident of the area, and the overview stays quick`, async () => {
  const raised = await storm(idisCodes.powerDown)
  const rounds: number[] = []
  for (let round = 0; round < 3; round++) {
    app.clock.now += 5000
    const began = performance.now()
    await sweep(app.parts)
    rounds.push(Math.round(performance.now() - began))
  }
  const [outage, ...others] = await open()
  expect(others).toEqual([])
  expect(outage).toMatchObject({ kind: 'outage', substation: null, affected: meters, alarms: meters })
  const began = performance.now()
  const { problems } = await findProblems(app.parts.db, app.clock.now)
  const overview = Math.round(performance.now() - began)
  expect(problems).toMatchObject([{ kind: 'outage', count: meters }])
  const restored = await storm(idisCodes.powerUp)
  app.clock.now += 5000
  await sweep(app.parts)
  expect(await open()).toMatchObject([{ course: 'over', back: meters }])
  app.clock.now += 400_000
  await sweep(app.parts)
  expect(await open()).toEqual([])
  console.log(
    `${meters} meters: ${raised} alarms/s raised, ${restored}/s ended, rounds ${rounds.join(', ')} ms, problems ${overview} ms`,
  )
}, 3_600_000)
