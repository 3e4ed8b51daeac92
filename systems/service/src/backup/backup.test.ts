import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../database/connection.ts'
import { startServer } from '../database/postgres/server.ts'
import { killServer, temporaryStore } from '../testing/temporary-store.ts'
import { BackupKeeper } from './keeper.ts'
import { backUp } from './one-shot.ts'
import { restore } from './restore.ts'

const notes = { info() {}, error() {} }
const folder = mkdtempSync(path.join(tmpdir(), 'ferraris-backup-'))
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore([])
  await store.pool.query(
    'create table kept (number bigint primary key, at timestamptz default clock_timestamp())',
  )
  writeFileSync(path.join(store.folder, 'kek'), 'the key')
  mkdirSync(path.join(store.folder, 'concentrators'))
  const sqlite = new DatabaseSync(path.join(store.folder, 'concentrators', 'store.sqlite'))
  sqlite.exec('pragma journal_mode = wal; create table meter (aca text); insert into meter values (1)')
})
afterAll(async () => {
  await store.remove()
  rmSync(folder, { recursive: true })
})

async function insert(number: number): Promise<void> {
  await store.pool.query('insert into kept values ($1)', [number])
}

async function pastMillisecond(): Promise<void> {
  const now = Date.now()
  await expect.poll(() => Date.now()).toBeGreaterThan(now)
}

async function numbersIn(data: string): Promise<number[]> {
  const server = await startServer(data, notes)
  const { pool, kysely } = connect(server.address, 'test', () => {})
  try {
    return (await pool.query('select number from kept order by number')).rows.map(({ number }) => number)
  } finally {
    await kysely.destroy()
    await server.stop()
  }
}

test('what was committed before the last round comes back after the machine is lost, and to any instant before', async () => {
  const to = path.join(folder, 'kept')
  const keeper = new BackupKeeper({
    folder: to,
    pool: store.pool,
    cluster: path.join(store.folder, 'postgres', 'cluster'),
    data: store.folder,
    now: Date.now,
    everyMs: 3_600_000,
  })
  await insert(1)
  const end = keeper.start(error => {
    throw error
  })
  await expect.poll(async () => (await keeper.bases()).length).toBe(1)
  await insert(2)
  // Commits have microseconds: an instant of the same millisecond may lie before one.
  await pastMillisecond()
  const between = Date.now()
  await pastMillisecond()
  // Several segments of the log, so that whole ones are packed.
  await store.pool.query(
    'create table ballast as select repeat(md5(n::text), 30) from generate_series(1, 40000) n',
  )
  await insert(3)
  await end()
  await insert(4)
  expect(readdirSync(path.join(to, 'wal')).some(file => file.endsWith('.gz'))).toBe(true)

  const marked: number[] = []
  const all = path.join(folder, 'all')
  const { at } = await restore({
    from: to,
    data: all,
    notes,
    onStore: async pool => {
      marked.push((await pool.query('select from kept')).rowCount ?? 0)
    },
  })
  expect(marked).toEqual([3])
  expect(at).toBeGreaterThan(between)
  expect(await numbersIn(all)).toEqual([1, 2, 3])
  expect(readFileSync(path.join(all, 'kek'), 'utf8')).toBe('the key')
  const sqlite = new DatabaseSync(path.join(all, 'concentrators', 'store.sqlite'))
  expect(sqlite.prepare('select count(*) as n from meter').get()).toEqual({ n: 1 })
  sqlite.close()

  const earlier = path.join(folder, 'earlier')
  await restore({ from: to, data: earlier, notes, until: between })
  expect(await numbersIn(earlier)).toEqual([1, 2])

  const late = { from: to, data: path.join(folder, 'late'), notes, until: Date.now() + 3_600_000 }
  await expect(restore(late)).rejects.toMatchObject({ code: 'until-unreachable' })
  await expect(restore({ from: to, data: all, notes })).rejects.toMatchObject({ code: 'target-in-use' })
  await expect(restore({ from: folder, data: late.data, notes })).rejects.toMatchObject({
    code: 'backup-missing',
  })
})

test('one base is taken of a store that runs, and of one that was killed', async () => {
  const to = path.join(folder, 'once')
  await insert(10)
  const first = await backUp({ data: store.folder, to, notes })
  expect(first.octets).toBeGreaterThan(1_000_000)
  const data = path.join(folder, 'once-back')
  await restore({ from: to, data, notes })
  const server = await startServer(data, notes)
  killServer(server.pid!)
  await server.stop()
  const again = path.join(folder, 'twice')
  await backUp({ data, to: again, notes })
  await restore({ from: again, data: path.join(folder, 'twice-back'), notes })
  expect(await numbersIn(path.join(folder, 'twice-back'))).toContain(10)
  await expect(backUp({ data: path.join(folder, 'nothing'), to, notes })).rejects.toMatchObject({
    code: 'nothing-to-back-up',
  })
  await expect(backUp({ data: path.join(to, 'bases'), to, notes })).rejects.toMatchObject({
    code: 'backup-folder-unusable',
  })
})
