import { transaction } from '@ferraris/service'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Incident, IncidentDetail, IncidentHome } from '../incidents/schemas.ts'
import type { Reliability } from '../reliability/schemas.ts'
import { sweep } from '../sweep/sweep.ts'
import { numbers, openDesk, type TestDesk } from '../testing.fixture.ts'
import { confirmInterruptions } from './confirm.ts'
import { isWithoutSupply } from './without-supply.ts'

/** 8 substations of 10 homes: 5 on each of two feeders. */
let desk: TestDesk
function at(substation: number): number[] {
  return numbers(10 * substation, 10 * substation + 10)
}

beforeAll(async () => {
  desk = await openDesk(80, n => ({
    substation: `S${Math.floor(n / 10)}`,
    feeder: `F${Math.floor((n % 10) / 5)}`,
  }))
})
afterAll(() => desk.close())
beforeEach(async () => {
  for (const table of ['alarm', 'incident', 'interruption'] as const)
    await desk.app.parts.db.deleteFrom(table).execute()
  desk.app.clock.now += 24 * 3_600_000
})

async function incidents(query = 'state=open'): Promise<Incident[]> {
  return (await desk.get<{ items: Incident[] }>(`/incidents?${query}`)).items
}
function detail(id: number): Promise<IncidentDetail> {
  return desk.get(`/incidents/${id}`)
}

test('uc BY-9 homes of a transformer that lose their supply are one outage within half a minute, and it closes when they are back', async () => {
  const began = desk.app.clock.now
  // One of the ten is not heard.
  await desk.report(at(1).slice(0, 9), 'powerDown')
  await desk.pass(5)
  const [outage, ...others] = await incidents()
  expect(others).toEqual([])
  expect(outage).toMatchObject({
    kind: 'outage',
    course: 'active',
    state: 'new',
    severity: 'critical',
    substation: 'S1',
    feeder: null,
    affected: 9,
    back: 0,
    alarms: 9,
    began: new Date(began).toISOString(),
  })
  // Its alarms are under it, not beside it.
  expect(await desk.get('/alarms?loose=true&state=open')).toMatchObject({ total: 0 })

  // One meter that is back is no restoration.
  await desk.pass(595)
  await desk.report([10], 'powerUp')
  await desk.pass(5)
  expect((await incidents())[0]).toMatchObject({ course: 'active', back: 1, ended: null })
  await desk.report(at(1).slice(1, 9), 'powerUp')
  const ended = desk.app.clock.now
  await desk.pass(5)
  expect((await incidents())[0]).toMatchObject({
    course: 'over',
    back: 9,
    ended: new Date(ended).toISOString(),
  })
  await desk.pass(400)
  await desk.pass(2)
  expect(await incidents()).toEqual([])
  const told = await detail(outage!.id)
  expect(told).toMatchObject({ state: 'closed', closedBy: 'head-end', confirmed: 9, customerMinutes: 90.7 })
  expect(told.entries.map(({ action }) => action)).toEqual(['opened', 'over', 'closed'])
  expect(await desk.get('/alarms?state=open')).toMatchObject({ total: 0 })
})

test('what the meters tell of it later, by clocks of their own, is the same outage, and counts once', async () => {
  const began = desk.app.clock.now
  await desk.report(at(2), 'powerDown')
  await desk.pass(600)
  const back = desk.app.clock.now
  for (const n of at(2)) {
    // Each log has a row of its beginning and of its end; the clock of one is wrong by a day.
    const wrong = n === 20 ? 86_400_000 : 0
    await desk.report([n], 'powerUp', back + 3000 + wrong)
    await desk.report([n], 'powerDown', began + 3000 + wrong, 'log')
    await desk.report([n], 'powerUp', back + 3000 + wrong, 'log')
  }
  await desk.pass(10)
  const [outage, ...others] = await incidents()
  expect(others).toEqual([])
  expect(outage).toMatchObject({ affected: 10, back: 10, course: 'over' })
  const homes = await desk.get<{ items: IncidentHome[]; total: number }>(`/incidents/${outage!.id}/homes`)
  expect(homes.total).toBe(10)
  for (const { began: from, ended } of homes.items)
    expect(Math.abs(Date.parse(ended!) - Date.parse(from) - 600_000)).toBeLessThan(10_000)
})

test('uc 2.a.3-3 long interruptions give SAIDI, SAIFI and CAIDI of their feeder, short ones are counted apart', async () => {
  const from = new Date(desk.app.clock.now - 1000).toISOString()
  await desk.report(numbers(30, 35), 'powerDown')
  await desk.pass(600)
  await desk.report(numbers(30, 35), 'powerUp')
  await desk.pass(600)
  await desk.report([30, 31], 'powerDown')
  await desk.pass(60)
  await desk.report([30, 31], 'powerUp')
  await desk.pass(1)
  const to = new Date(desk.app.clock.now).toISOString()
  const { items, total } = await desk.get<Reliability>(`/reliability?from=${from}&to=${to}`)
  expect(items[0]).toEqual({
    substation: 'S3',
    feeder: 'F0',
    customers: 5,
    long: 5,
    short: 2,
    minutes: 50,
    saidi: 10,
    saifi: 1,
    caidi: 10,
    maifi: 0.4,
  })
  expect(total).toMatchObject({ customers: 80, long: 5, saidi: 0.625 })
  await expect(desk.get(`/reliability?from=${to}&to=${from}`)).rejects.toThrow('is not after')
})

test('uc BY-9 two homes are no outage; a feeder is named where all hang on one', async () => {
  await desk.report([40, 41], 'powerDown')
  await desk.pass(5)
  expect(await incidents()).toEqual([])
  await desk.report([42, 43], 'powerDown')
  await desk.pass(5)
  expect(await incidents()).toMatchObject([{ substation: 'S4', feeder: 'F0', affected: 4 }])
})

test('many places at once are one outage of the area', async () => {
  for (const substation of [0, 1, 2]) await desk.report(at(substation), 'powerDown')
  await desk.pass(5)
  expect(await incidents()).toHaveLength(3)
  for (const substation of [3, 4, 5]) await desk.report(at(substation), 'powerDown')
  await desk.pass(5)
  const [area, ...others] = await incidents()
  expect(others).toEqual([])
  expect(area).toMatchObject({ substation: null, affected: 60, alarms: 60 })
  expect((await detail(area!.id)).places).toHaveLength(12)
  // Those that it took in have nothing left.
  for (const { id } of await incidents('course=merged')) {
    expect(await detail(id)).toMatchObject({
      state: 'closed',
      mergedInto: area!.id,
      affected: 0,
      back: 0,
      alarms: 0,
      confirmed: 0,
      kinds: [],
    })
    expect(await desk.get(`/incidents/${id}/homes`)).toMatchObject({ total: 0 })
  }
  expect(await incidents('course=merged')).toHaveLength(3)
})

test('homes that stay dark when nearly all are back are an outage of their own', async () => {
  await desk.report(at(6), 'powerDown')
  await desk.pass(60)
  await desk.report(at(6).slice(1), 'powerUp')
  await desk.pass(5)
  await desk.pass(400)
  const [left, ...others] = await incidents()
  expect(others).toEqual([])
  expect(left).toMatchObject({ affected: 1, back: 0, severity: 'major' })
  expect(await incidents('state=closed')).toMatchObject([{ affected: 9, back: 9 }])
  expect((await detail(left!.id)).entries).toMatchObject([{ action: 'split-off' }])
})

test('an outage that this head-end slept through is found in the logs, over and confirmed', async () => {
  const began = desk.app.clock.now - 7_200_000
  for (const n of at(7)) {
    await desk.report([n], 'powerDown', began, 'log')
    await desk.report([n], 'powerUp', began + 1_800_000, 'log')
  }
  await desk.pass(5)
  expect(await incidents('kind=outage')).toMatchObject([
    { course: 'over', affected: 10, back: 10, began: new Date(began).toISOString() },
  ])
  await desk.pass(400)
  expect(await incidents()).toEqual([])
})

test('a home of which a log tells when its outage is closed counts with it', async () => {
  const began = desk.app.clock.now
  await desk.report(at(7).slice(0, 9), 'powerDown')
  await desk.pass(600)
  await desk.report(at(7).slice(0, 9), 'powerUp')
  const back = desk.app.clock.now
  await desk.pass(5)
  await desk.pass(400)
  await desk.report([79], 'powerDown', began, 'log')
  await desk.report([79], 'powerUp', back, 'log')
  await desk.pass(5)
  expect(await incidents()).toEqual([])
  // Another one's log has it that it came back later than it was heard.
  const failure = { endDeviceId: desk.ids[70]!, began, ended: back + 20_000 }
  await transaction(desk.app.parts.pool, client =>
    confirmInterruptions(client, [failure], desk.app.clock.now),
  )
  await desk.pass(5)
  expect(await incidents('state=closed')).toMatchObject([
    {
      affected: 10,
      back: 10,
      began: new Date(began).toISOString(),
      ended: new Date(back + 20_000).toISOString(),
    },
  ])
})

test('a round is done by one process at a time, and by the next one when that ends', async () => {
  const { parts } = desk.app
  await desk.report(at(0), 'powerDown')
  const rounds = await Promise.all([sweep(parts), sweep(parts), sweep(parts)])
  expect(rounds.filter(done => done).length).toBeGreaterThanOrEqual(1)
  expect(await incidents()).toHaveLength(1)
  // What ends a round in between undoes all of it; the next one does it again.
  await sql`create function ferraris_break() returns trigger language plpgsql as 'begin raise exception ''killed''; end'`.execute(
    parts.db,
  )
  await sql`create trigger breaks before insert on alarm_entry for each row execute function ferraris_break()`.execute(
    parts.db,
  )
  await desk.report(at(1), 'powerDown')
  await expect(sweep(parts)).rejects.toThrow('killed')
  await sql`drop trigger breaks on alarm_entry`.execute(parts.db)
  expect(await incidents()).toHaveLength(1)
  await sweep(parts)
  expect(await incidents()).toHaveLength(2)
})

test('a meter without supply is known as such until it is heard', async () => {
  const { db } = desk.app.parts
  const dark = () =>
    db.selectFrom('end_device as d').select('d.serial').where(isWithoutSupply(sql`d.id`)).execute()
  await desk.report([50], 'powerDown')
  expect(await dark()).toEqual([{ serial: desk.serials[50] }])
  await desk.pass(120)
  await db
    .updateTable('collection')
    .set({ state: 'reachable', last_contact: new Date(desk.app.clock.now) })
    .where('end_device_id', '=', desk.ids[50]!)
    .execute()
  await desk.pass(5)
  expect(await dark()).toEqual([])
})

test('alarms of one kind at one place are one storm; a thousand alarms are one incident', async () => {
  await desk.report(at(3).slice(0, 4), 'clockInvalid')
  await desk.pass(5)
  expect(await incidents()).toEqual([])
  await desk.report(at(3).slice(4), 'clockInvalid')
  await desk.pass(5)
  const [storm] = await incidents()
  expect(storm).toMatchObject({
    kind: 'storm',
    subject: 'clockInvalid',
    substation: 'S3',
    alarms: 10,
    affected: 10,
    course: 'active',
  })
  await desk.report(at(3), 'clockAdjustedNewTime')
  await desk.pass(5)
  expect(await incidents()).toMatchObject([{ course: 'over', back: 10 }])
  await desk.pass(400)
  expect(await incidents()).toEqual([])
})

test('closing an incident closes its alarms, and tells who', async () => {
  await desk.report(at(5), 'meterCoverRemoved')
  await desk.pass(5)
  const [{ id }] = (await incidents()) as [Incident]
  const act = (action: object) => desk.send('POST', '/incidents/actions', { ids: [id], ...action })
  expect((await act({ action: 'assign', to: 'crew 7' })).body).toEqual({ changed: 1 })
  expect((await act({ action: 'close', comment: 'the crew was there' })).body).toEqual({ changed: 1 })
  await desk.pass(5)
  const { items } = await desk.get<{ items: { closedBy: string }[] }>('/alarms?state=closed')
  expect(items).toHaveLength(10)
  expect(items[0]).toMatchObject({ closedBy: 'anna' })
})
