import { type LoadSource, syntheticHousehold } from '@ferraris/meter'
import { processAll } from '@ferraris/meter-data'
import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Collector } from '../collection/collector.ts'
import { ownSystemTitle } from '../collection/system-title.ts'
import { Writer } from '../collection/writer.ts'
import { enrol } from '../inventory/enrol.ts'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { ring } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'

const day = '2026-10-31'
const obis = obisCodes.activeEnergyImport
/** A base load that wavers by a watt-hour a quarter: no rule doubts it. */
const quiet = Array.from({ length: 96 }, (_, i) => 60 + ((i * 7) % 11))

/** What homes draw on the day, in Wh a quarter, and the rule that finds it; `reactive` in varh. */
const homes: readonly {
  readonly rule: string | undefined
  readonly draws: readonly number[]
  readonly reactive?: number
}[] = [
  { rule: undefined, draws: quiet },
  { rule: 'V14', draws: quiet.map((value, i) => (i === 50 ? 2400 : value)) },
  { rule: 'V15', draws: quiet.map((value, i) => (i === 70 ? 1500 : value)) },
  { rule: 'V25', draws: quiet.map((value, i) => (i >= 30 && i < 40 ? 250 : value)) },
  { rule: 'V10', draws: quiet.map((value, i) => (i >= 20 && i < 26 ? 0 : value)) },
  { rule: 'V18', draws: quiet.map(() => 2), reactive: 40 },
]

let fixture: TestApp
let meters: TestMeter[]
let collector: Collector
let writer: Writer
let authorization: string

/** The home of another, but for the one day. */
function homeWith({ draws, reactive = 0 }: (typeof homes)[number], seed: number): LoadSource {
  const usual = syntheticHousehold(seed, 7)
  return {
    ...usual,
    household: `${usual.household} ${seed} of validation`,
    contractedPower: usual.contractedPower,
    day(date) {
      const made = usual.day(date)
      return {
        ...made,
        import: Int32Array.from(draws),
        export: new Int32Array(96),
        reactiveImport: new Int32Array(96).fill(reactive),
        reactiveExport: new Int32Array(96),
        trips: [],
      }
    },
  }
}

beforeAll(async () => {
  fixture = await openTestApp()
  fixture.clock.now = Date.parse('2026-11-01T02:00:00Z')
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('desk', 'operator')}`
  const { db, pool } = fixture.parts
  meters = await startMeters(homes.length, { now: () => fixture.clock.now }, [2026, 10, 30], i => ({
    load: homeWith(homes[i]!, i + 1),
  }))
  await db
    .updateTable('meter_read_schedule')
    .set({ profiles: ['1.0.99.1.0.255', '1.0.99.2.0.255'], registers: [] })
    .execute()
  await enrol(
    pool,
    ring,
    meters.map(({ enrolment }) => enrolment),
    fixture.clock.now,
  )
  writer = await Writer.open(pool, { gather: 5, now: () => fixture.clock.now })
  collector = new Collector({
    store: { kysely: db, pool },
    ring,
    writer,
    clock: { now: () => fixture.clock.now },
    systemTitle: await ownSystemTitle(db),
    pollMs: 20,
    answerTimeoutMs: 30_000,
  })
  collector.start()
  while (collector.counters.completed < homes.length) await new Promise(resolve => setTimeout(resolve, 20))
  await processAll(fixture.parts)
})
afterAll(async () => {
  await collector.stop()
  await writer.close()
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

async function ask(method: 'GET' | 'POST', url: string, payload?: object) {
  const response = await fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  return response.json()
}

function pathOf(index: number): string {
  return `/meter-data/days/${meters[index]!.enrolment.serial}/${obis}/${day}`
}

test('uc BY-1 what a meter measured passes collection and validation, and stands behind REST with what a rule found', async () => {
  for (const [index, { rule, draws }] of homes.entries()) {
    const { collected, versions } = await ask('GET', pathOf(index))
    expect(collected, `home ${index}`).toEqual(draws)
    expect(versions[0].values).toEqual(draws)
    const found = versions[0].findings.map((finding: { rule: string }) => finding.rule)
    if (rule === undefined) expect(versions[0]).toMatchObject({ state: 'valid', findings: [] })
    else expect(found, `home ${index}`).toContain(rule)
  }
})

test('uc BY-1 intervals and registers of a meter agree, to the watt-hour', async () => {
  const { rows } = await fixture.parts.pool.query<{ advance: number | null; total: number }>(
    `select max(v.value) filter (where r.time = '2026-11-01T00:00+01') -
       max(v.value) filter (where r.time = '2026-10-31T00:00+01') as advance, max(m.total) as total
     from meter_reading r cross join lateral unnest(r.reading_type_ids, r.register_values) as v (type, value)
     join reading_type t on t.id = v.type and t.obis = $1
     join meter_data_day m on m.end_device_id = r.end_device_id and m.reading_type_id = t.id and m.day = $2
     group by r.end_device_id`,
    [obis, day],
  )
  expect(rows).toHaveLength(homes.length)
  expect(rows.map(({ advance }) => advance)).toEqual(rows.map(({ total }) => total))
})

test('uc BY-1 a person confirms one day and sets values of another; the versions before stay, with who and why', async () => {
  const confirmed = await ask('POST', `${pathOf(1)}/confirmations`, { version: 1, reason: 'a sauna' })
  expect(confirmed.versions[0]).toMatchObject({ version: 2, state: 'valid', who: 'desk', reason: 'a sauna' })
  const edited = await ask('POST', `${pathOf(4)}/edits`, {
    version: 1,
    reason: 'the relay stood open for a repair',
    values: [20, 21, 22, 23, 24, 25].map(interval => ({ interval, value: 1 })),
  })
  expect(edited.versions[0].values.slice(19, 27)).toEqual([quiet[19], 1, 1, 1, 1, 1, 1, quiet[26]])
  expect(edited.versions[1].values.slice(19, 27)).toEqual([quiet[19], 0, 0, 0, 0, 0, 0, quiet[26]])
  expect(edited.collected).toEqual(homes[4]!.draws)
  const { items } = await ask('GET', '/meter-data/changes?limit=500')
  expect(items.at(-1)).toMatchObject({
    version: 2,
    cause: 'edit',
    timeZone: 'Europe/Rome',
    intervalSeconds: 900,
  })
})
