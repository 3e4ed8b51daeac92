import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Feature } from '../feature.ts'
import type { Kit } from '../kit.ts'
import { openTestService, type TestService } from '../testing/test-service.ts'
import { countConflicts, mostAttempts, untilNoConflict } from './conflict.ts'
import { transaction } from './connection.ts'
import { isUnavailable } from './errors.ts'
import { jointly } from './request-transaction.ts'

/** Two changes of the same two rows, each in its own order: both have one row before either goes on, the first time. */
class Meeting {
  attempts = 0
  #held = 0
  readonly #both = Promise.withResolvers<void>()

  async change(query: (text: string) => Promise<unknown>, first: number, second: number): Promise<void> {
    this.attempts++
    const add = (row: number) => query(`update meeting set changes = changes + 1 where id = ${row}`)
    await add(first)
    if (++this.#held === 2) this.#both.resolve()
    await this.#both.promise
    await add(second)
  }
}

let meeting: Meeting
let swallowed = false
const trial: Feature = {
  name: 'trial',
  routes: parts => async app => {
    app.post('/meeting/:first', { config: { access: 'administrator' } }, async (request, reply) => {
      const first = Number((request.params as { first: string }).first)
      const change = meeting.change(text => parts.pool.query(text), first, 3 - first)
      await (swallowed ? change.catch(() => {}) : change)
      return reply.code(201).send({})
    })
  },
}

let fixture: TestService<Kit>
let pool: Kit['pool']
let registry: Registry
beforeAll(async () => {
  fixture = await openTestService([trial], async parts => ({ parts, close: async () => {} }))
  pool = fixture.parts.pool
  registry = new Registry()
  countConflicts(registry, fixture.store.pool)
  await pool.query('create table meeting (id integer primary key, changes integer not null)')
  await pool.query(`alter system set deadlock_timeout = '10ms'`)
  await pool.query('select pg_reload_conf()')
})
afterAll(() => fixture.close())
beforeEach(async () => {
  meeting = new Meeting()
  swallowed = false
  await pool.query('truncate meeting')
  await pool.query('insert into meeting values (1, 0), (2, 0)')
})

async function changes(): Promise<number[]> {
  const { rows } = await pool.query<{ changes: number }>('select changes from meeting order by id')
  return rows.map(row => row.changes)
}
async function counted(outcome: 'repeated' | 'given-up'): Promise<number> {
  const line = (await registry.metrics()).split('\n').find(text => text.includes(`outcome="${outcome}"`))
  return Number(line?.split(' ').at(-1))
}

test('of two transactions that are in each other’s way the one that is ended is done again, once', async () => {
  const before = await counted('repeated')
  const change = (first: number) =>
    transaction(pool, client => meeting.change(text => client.query(text), first, 3 - first))
  await Promise.all([change(1), change(2)])
  expect(await changes()).toEqual([2, 2])
  expect(meeting.attempts).toBe(3)
  expect(await counted('repeated')).toBe(before + 1)
})

test('so is joint work, and what it left for afterwards is done once for each', async () => {
  const change = (first: number) =>
    jointly(
      pool,
      () => meeting.change(text => pool.query(text), first, 3 - first),
      error => expect.fail(error.message),
    )
  await Promise.all([change(1), change(2)])
  expect(await changes()).toEqual([2, 2])
})

test.each([false, true])(
  'so is a request, with one entry in the audit log, also where its handler has caught it: %s',
  async caught => {
    swallowed = caught
    const token = await fixture.parts.people.tokens.issue(`tests-${caught}`, 'administrator')
    const entries = async () =>
      (
        await pool.query<{ count: number }>(
          `select count(*)::integer as count from audit_entry where outcome = 'done'`,
        )
      ).rows[0]!.count
    const before = await entries()
    const post = (first: number) =>
      fixture.app.inject({
        method: 'POST',
        url: `/api/v1/meeting/${first}`,
        headers: { authorization: `Bearer ${token}` },
      })
    const replies = await Promise.all([post(1), post(2)])
    const done = replies.filter(({ statusCode }) => statusCode === 201).length
    // One that has hidden the conflict until its answer was on the way cannot be done again: it is refused whole.
    expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual(caught ? [201, 503] : [201, 201])
    expect(await changes()).toEqual([done, done])
    expect(await entries()).toBe(before + done)
  },
)

test('a part of a greater transaction is not done again alone: the whole is', async () => {
  let wholes = 0
  const change = (first: number) =>
    jointly(
      pool,
      async () => {
        wholes++
        await transaction(pool, client => meeting.change(text => client.query(text), first, 3 - first))
      },
      () => {},
    )
  await Promise.all([change(1), change(2)])
  expect(await changes()).toEqual([2, 2])
  expect(wholes).toBe(3)
})

test('what is in the way each time is given up after some attempts, as unavailability; other errors at once', async () => {
  const before = await counted('given-up')
  let attempts = 0
  const fail = (code: string) => async () => {
    attempts++
    throw Object.assign(new Error(code), { code })
  }
  const error = await untilNoConflict(pool, fail('40001')).catch((thrown: unknown) => thrown)
  expect(isUnavailable(error)).toBe(true)
  expect(attempts).toBe(mostAttempts)
  expect(await counted('given-up')).toBe(before + 1)
  await expect(untilNoConflict(pool, fail('23505'))).rejects.toThrow('23505')
  expect(attempts).toBe(mostAttempts + 1)
})
