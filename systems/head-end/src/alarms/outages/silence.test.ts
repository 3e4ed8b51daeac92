import { transaction } from '@ferraris/service'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findProblems } from '../../summary/problems/problems.ts'
import { acaOf } from '../../testing/network.fixture.ts'
import type { Incident } from '../incidents/schemas.ts'
import { numbers, openDesk, type TestDesk } from '../testing.fixture.ts'
import { confirmInterruptions } from './confirm.ts'

/** Ten meters on the line of C1: 0 is a repeater for 1 to 5, the others are heard directly. */
let desk: TestDesk
beforeAll(async () => {
  desk = await openDesk(10)
  const { db } = desk.app.parts
  await desk.send('POST', '/concentrators', { id: 'C1', substation: 'North' })
  for (const n of numbers(0, 10))
    await db
      .insertInto('line_meter')
      .values({ aca: acaOf(n), end_device_id: desk.ids[n]!, concentrator: 'C1', state: 'accepted' } as never)
      .execute()
})
afterAll(() => desk.close())
beforeEach(async () => {
  const { db } = desk.app.parts
  for (const table of ['alarm', 'incident', 'interruption', 'line_neighbour'] as const)
    await db.deleteFrom(table).execute()
  desk.app.clock.now += 24 * 3_600_000
  await db.updateTable('concentrator').set({ state: 'online', state_since: at(), last_heard: at() }).execute()
  await hear(numbers(0, 10), 'adopted')
  desk.app.clock.now += 600_000
})

function at(): Date {
  return new Date(desk.app.clock.now)
}

/** The concentrator reports these as they are now; what it said of them before is history. */
async function hear(these: readonly number[], state: 'adopted' | 'silent', heard = at()) {
  const { db } = desk.app.parts
  for (const n of these) {
    await db
      .updateTable('line_neighbour')
      .set({ valid_to: at() })
      .where('aca', '=', acaOf(n))
      .where('valid_to', 'is', null)
      .execute()
    const route = n >= 1 && n <= 5 ? [acaOf(0)] : []
    await db
      .insertInto('line_neighbour')
      .values({
        concentrator: 'C1',
        aca: acaOf(n),
        valid_from: at(),
        state,
        route,
        clash: false,
        first_heard: heard,
        last_heard: heard,
      } as never)
      .execute()
  }
}
async function outagesTold() {
  const { problems } = await findProblems(desk.app.parts.db, desk.app.clock.now)
  return problems.filter(({ kind }) => kind === 'outage')
}
async function incidents(query = 'state=open'): Promise<Incident[]> {
  return (await desk.get<{ items: Incident[] }>(`/incidents?${query}`)).items
}

test('a section of the line that falls silent as a whole is suspected to be without supply; meters here and there are not', async () => {
  await hear([1, 2, 3, 7], 'silent')
  await desk.pass(5)
  expect(await incidents()).toEqual([])
  await hear([0, 4, 5], 'silent')
  await desk.pass(5)
  // The seventh is silent for a reason of its own.
  expect(await incidents()).toMatchObject([
    { kind: 'outage', course: 'suspected', substation: 'North', affected: 6, back: 0 },
  ])
  expect(await outagesTold()).toMatchObject([{ count: 6 }])
})

test('meters that are heard again have supply; their own logs confirm it, and only then it counts', async () => {
  const began = at()
  await hear(numbers(0, 6), 'silent', began)
  await desk.pass(900)
  await hear(numbers(0, 6), 'adopted')
  await desk.pass(5)
  desk.app.clock.now += 60_000
  await hear(numbers(0, 6), 'adopted')
  await desk.pass(5)
  expect(await incidents()).toMatchObject([{ course: 'over', affected: 6, back: 6 }])
  const figures = () =>
    desk.get<{ total: { long: number; minutes: number } }>(
      `/reliability?from=${began.toISOString()}&to=${at().toISOString()}&by=all`,
    )
  const from = began.getTime()
  expect((await figures()).total.long).toBe(0)
  await transaction(desk.app.parts.pool, client =>
    confirmInterruptions(
      client,
      desk.ids.slice(0, 6).map(endDeviceId => ({ endDeviceId, began: from + 60_000, ended: from + 660_000 })),
      desk.app.clock.now,
    ),
  )
  await desk.pass(1)
  expect((await figures()).total).toMatchObject({ long: 6, minutes: 60 })
})

test('a suspicion that no log confirms is refuted, and counts nowhere', async () => {
  await hear(numbers(0, 6), 'silent')
  await desk.pass(300)
  desk.app.clock.now += 120_000
  await hear(numbers(0, 6), 'adopted')
  await desk.pass(5)
  await desk.pass(400)
  expect(await incidents()).toEqual([])
  await desk.pass(3 * 86_400)
  expect(await incidents('state=closed')).toMatchObject([{ course: 'refuted' }])
})

test('a concentrator that is lost is suspected to be dark with its meters, until they are heard', async () => {
  await desk.app.parts.db.updateTable('concentrator').set({ state: 'lost', state_since: at() }).execute()
  await desk.pass(10)
  expect(await incidents()).toMatchObject([{ course: 'suspected', substation: 'North', affected: 10 }])
  // The lost concentrator is the problem; of its meters nothing is known, not even when it is back and has not asked them yet.
  expect(await outagesTold()).toEqual([])
  desk.app.clock.now += 600_000
  await desk.app.parts.db.updateTable('concentrator').set({ state: 'online', state_since: at() }).execute()
  await desk.pass(5)
  expect(await outagesTold()).toEqual([])
  // It hears them.
  await hear(numbers(0, 10), 'adopted')
  await desk.pass(5)
  expect(await incidents()).toMatchObject([{ course: 'over', back: 10 }])
  // What was looked at once is not looked at again.
  await desk.pass(400)
  expect(await incidents()).toEqual([])
})

test('a meter that was silent before is not suspected with its concentrator; one that is not heard afterwards is no outage of its own', async () => {
  const { db } = desk.app.parts
  const lost = () => db.updateTable('concentrator').set({ state: 'lost', state_since: at() }).execute()
  const found = () =>
    db.updateTable('concentrator').set({ state: 'online', state_since: at(), last_heard: at() }).execute()
  await hear([9], 'silent')
  await lost()
  await desk.pass(10)
  expect(await incidents()).toMatchObject([{ course: 'suspected', affected: 9 }])
  await found()
  await desk.pass(600)
  await hear(numbers(0, 10), 'adopted')
  await desk.pass(5)
  await desk.pass(400)
  expect(await incidents()).toEqual([])

  await found()
  await lost()
  await desk.pass(10)
  await desk.pass(600)
  await found()
  await hear(numbers(0, 9), 'adopted')
  await hear([9], 'silent')
  await desk.pass(5)
  expect(await incidents()).toMatchObject([{ course: 'over', affected: 10, back: 9 }])
  await desk.pass(400)
  expect(await incidents()).toEqual([])
  expect((await incidents('state=closed'))[0]).toMatchObject({ affected: 9, back: 9 })
})

test('concentrators that are mostly lost at once have lost the way to the head-end, not their supply', async () => {
  const { db } = desk.app.parts
  for (const id of ['C2', 'C3']) await desk.send('POST', '/concentrators', { id, substation: id })
  const lose = (...ids: string[]) =>
    db.updateTable('concentrator').set({ state: 'lost', state_since: at() }).where('id', 'in', ids).execute()
  await lose('C1', 'C2')
  await desk.pass(10)
  expect(await incidents()).toEqual([])
  // One that stays away while the others are back is suspected after all.
  await db
    .updateTable('concentrator')
    .set({ state: 'online', state_since: at() })
    .where('id', '=', 'C2')
    .execute()
  await desk.pass(10)
  expect(await incidents()).toMatchObject([{ course: 'suspected', substation: 'North', affected: 10 }])
  await db.deleteFrom('concentrator').where('id', 'in', ['C2', 'C3']).execute()
})

test('concentrators that are lost one after the other, minutes apart, have lost the way, too: what was suspected of the first is taken back', async () => {
  const { db } = desk.app.parts
  for (const id of ['C2', 'C3', 'C4']) await desk.send('POST', '/concentrators', { id, substation: id })
  await db.updateTable('concentrator').set({ state: 'online', state_since: at(), last_heard: at() }).execute()
  const lose = (id: string) =>
    db
      .updateTable('concentrator')
      .set({ state: 'lost', state_since: at(), last_heard: at() })
      .where('id', '=', id)
      .execute()
  await lose('C1')
  await desk.pass(180)
  const [suspected] = await incidents()
  expect(suspected).toMatchObject({ course: 'suspected', substation: 'North', affected: 10 })
  await lose('C2')
  await desk.pass(180)
  expect(await incidents()).toMatchObject([{ id: suspected!.id }])
  await lose('C3')
  await desk.pass(10)
  expect(await incidents()).toEqual([])
  const told = await desk.get<Incident & { entries: { action: string }[] }>(`/incidents/${suspected!.id}`)
  expect(told).toMatchObject({ state: 'closed', course: 'refuted', affected: 0, closedBy: 'head-end' })
  expect(told.entries.map(({ action }) => action)).toEqual(['opened', 'withdrawn'])
  // A single one, long after them, is suspected for itself.
  await db.updateTable('concentrator').set({ state: 'online', last_heard: at() }).execute()
  await desk.pass(1200)
  await lose('C1')
  await desk.pass(10)
  expect(await incidents()).toMatchObject([{ course: 'suspected', affected: 10 }])
  await db.deleteFrom('concentrator').where('id', 'in', ['C2', 'C3', 'C4']).execute()
})

test('meters that were silent for long have not lost their supply now', async () => {
  await hear(numbers(0, 10), 'silent')
  desk.app.clock.now += 2 * 3_600_000
  await desk.pass(5)
  expect(await incidents()).toEqual([])
})
