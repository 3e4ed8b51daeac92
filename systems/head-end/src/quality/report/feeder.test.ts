import { msPerDay, msPerHour } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrolSome } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { keepSurvey } from '../survey/keep.ts'
import type { Survey } from '../survey/survey.ts'
import { voltageMap } from './feeder.ts'

const midnight = Date.parse('2026-11-20T23:00:00Z')
const noon = midnight + 12 * msPerHour
const tenMinutes = 600_000
const days = 90
const perDay = 144
let store: Awaited<ReturnType<typeof temporaryStore>>
let ids: number[]

beforeAll(async () => {
  store = await temporaryStore()
  const devices = await enrolSome(store.pool, 2, { now: noon })
  ids = devices.map(({ id }) => id)
  await store.pool.query(
    `insert into concentrator (id, substation, credential_digest, automatic, state_since, enrolled_at) values ('C1', 'S1', '', true, now(), now())`,
  )
  await store.pool.query(
    `insert into line_meter (aca, end_device_id, state, concentrator)
     select 'ACA' || id, id, 'accepted', 'C1' from unnest($1::bigint[]) id`,
    [ids],
  )
})
afterAll(() => store.remove())

/** Rises by 0.1 V from one interval to the next, from 230 V at each midnight on. */
function voltsOf(interval: number): number {
  return 230 + (interval % perDay) / 10
}

/** Voltages of the ten minutes that end from one interval to before another, counted from midnight `days` ago. */
function voltages(from: number, to: number): Survey['voltages'] {
  return Array.from({ length: to - from }, (_, i) => from + i).flatMap(interval => {
    const at = midnight - days * msPerDay + (interval + 1) * tenMinutes
    const volts = voltsOf(interval)
    return [
      { at, phase: 1, of: 'least', volts: volts - 5 },
      { at, phase: 1, of: 'mean', volts },
      { at, phase: 1, of: 'most', volts: volts + 5 },
    ] as const
  })
}

async function keep(endDevice: number, of: Survey['voltages']): Promise<void> {
  const survey = { values: [], dips: [], interruptions: [], voltages: of }
  await transaction(store.pool, client =>
    keepSurvey(client, survey, { endDevice, timeZone: 'Europe/Rome', now: noon }),
  )
}

async function mapped(over: number) {
  const { items } = await voltageMap(store.kysely, 'C1', over, noon)
  return items.map(({ phase, least, mean, most }) => ({ phase, least, mean, most }))
}

test('the map of many days is that of all intervals, read twice or in parts, and it reads a row a day', async () => {
  const [one = 0, other = 0] = ids
  await keep(one, voltages(0, days * perDay))
  await keep(one, voltages(0, days * perDay))
  // In parts that overlap, and that end in the middle of a day.
  await keep(other, voltages(0, 50 * perDay + 70))
  await keep(other, voltages(50 * perDay, days * perDay))
  const mean = (voltsOf(0) + voltsOf(perDay - 1)) / 2
  const row = { phase: 1, least: 225, most: expect.closeTo(249.3, 3), mean: expect.closeTo(mean, 3) }
  expect(await mapped(days)).toEqual([row, row])
  const { rows } = await store.pool.query(
    'select count(*)::integer as rows, sum(means)::integer as means from quality_voltage_day group by end_device_id',
  )
  expect(rows).toEqual([
    { rows: days, means: days * perDay },
    { rows: days, means: days * perDay },
  ])
})

test('a day of the map is one of the meter: what was before it is left out', async () => {
  const [one = 0] = ids
  await keep(one, [
    { at: midnight + tenMinutes, phase: 2, of: 'mean', volts: 250 },
    { at: midnight - tenMinutes, phase: 2, of: 'mean', volts: 180 },
    // Ends at midnight: it is of the day before.
    { at: midnight, phase: 2, of: 'mean', volts: 190 },
  ])
  const ofPhase2 = async (over: number) => (await mapped(over)).filter(({ phase }) => phase === 2)
  // One day back from noon begins yesterday.
  expect(await ofPhase2(1)).toEqual([{ phase: 2, least: 180, mean: expect.closeTo(620 / 3, 3), most: 250 }])
  const { rows } = await store.pool.query(
    'select day::text, least, most, means from quality_voltage_day where phase = 2 order by day',
  )
  expect(rows).toEqual([
    { day: '2026-11-20', least: 180, most: 190, means: 2 },
    { day: '2026-11-21', least: 250, most: 250, means: 1 },
  ])
})
