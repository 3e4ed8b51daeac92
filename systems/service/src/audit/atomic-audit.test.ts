import { afterAll, beforeAll, expect, test } from 'vitest'
import { afterCommit } from '../database/request-transaction.ts'
import type { Feature } from '../feature.ts'
import type { Kit } from '../kit.ts'
import { openTestService, type TestService } from '../testing/test-service.ts'

/** Changes that end in every way, and what is done once they are committed. */
const trial: Feature = {
  name: 'trial',
  routes: parts => async app => {
    app.post('/trial/:how', { config: { access: 'administrator' } }, async (request, reply) => {
      const { how } = request.params as { how: string }
      await parts.people.accounts.create(how, 'long enough', 'viewer')
      await afterCommit(async () => {
        // Seen from elsewhere, where only what is committed shows.
        const { rows } = await outside.query('select from account where username = $1', [how])
        told.push(`${how}: ${rows.length}`)
      })
      if (how === 'thrown') throw new Error('after the change')
      return reply.code(how === 'gone' ? 404 : 201).send({})
    })
  },
}
const told: string[] = []
let outside: TestService<Kit>['store']['pool']
let fixture: TestService<Kit>
let token: string
beforeAll(async () => {
  fixture = await openTestService([trial], async parts => ({ parts, close: async () => {} }))
  outside = fixture.store.pool
  token = (await fixture.parts.people.tokens.issue('tests', 'administrator'))!
})
afterAll(() => fixture.close())

function post(url: string, payload?: object) {
  return fixture.app.inject({
    method: 'POST',
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
}
async function count(query: string): Promise<number> {
  return (await outside.query(`select count(*)::int as count from ${query}`)).rows[0].count
}
function entries() {
  return count('audit_entry')
}

test('a change and its entry are committed together, and then what waited for that is done', async () => {
  const before = await entries()
  expect((await post('/trial/done')).statusCode).toBe(201)
  expect(await count("account where username = 'done'")).toBe(1)
  expect(await entries()).toBe(before + 1)
  expect(told).toEqual(['done: 1'])
})

test.each(['thrown', 'gone'])('what a request changed is undone when it ends as %s', async how => {
  await post(`/trial/${how}`)
  expect(await count(`account where username = '${how}'`)).toBe(0)
  expect(told).toEqual(['done: 1'])
})

test('a change that cannot be logged is not made', async () => {
  await outside.query('alter table audit_entry rename to away')
  expect(
    (await post('/users', { username: 'unlogged', password: 'long enough', role: 'viewer' })).statusCode,
  ).toBe(500)
  await outside.query('alter table away rename to audit_entry')
  expect(await count("account where username = 'unlogged'")).toBe(0)
})

test('a change whose process dies before its entry is committed leaves neither', async () => {
  // What holds the log's lock makes the request wait between its change and the entry; then its connection dies.
  const holder = await outside.connect()
  await holder.query(`select pg_advisory_lock(hashtext('ferraris audit'))`)
  const before = await entries()
  const asked = post('/users', { username: 'dying', password: 'long enough', role: 'viewer' })
  const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%pg_advisory_xact_lock%'`
  for (let pids: { pid: number }[] = []; pids.length === 0; ) {
    pids = (await outside.query<{ pid: number }>(waiting)).rows
    for (const { pid } of pids) await outside.query('select pg_terminate_backend($1)', [pid])
  }
  await holder.query(`select pg_advisory_unlock(hashtext('ferraris audit'))`)
  holder.release()
  expect((await asked).statusCode).toBeGreaterThanOrEqual(500)
  expect(await count("account where username = 'dying'")).toBe(0)
  expect(await count("audit_entry where subject = 'dying' and outcome = 'done'")).toBe(0)
  expect(await entries()).toBeLessThanOrEqual(before + 1)
})
