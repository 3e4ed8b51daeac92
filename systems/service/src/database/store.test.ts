import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allMigrations } from '../kit-features.ts'
import { killServer } from '../testing/temporary-store.ts'
import { DatabaseError } from './errors.ts'
import { copyBinaries, findBinaries, postgresOf } from './postgres/binaries.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'

let folder: string
const open: Store<unknown>[] = []
const children: ChildProcess[] = []
beforeEach(async () => {
  // mkdtemp makes it mode 700, which PostgreSQL's own user may not pass when we are root.
  folder = await mkdtemp(path.join(tmpdir(), 'ferraris-store-'))
})
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

/** With the tables that every service has. */
function openTestStore(options: Pick<StoreOptions, 'data' | 'database'>): Promise<Store<unknown>> {
  return openStore({ ...options, name: 'test', migrations: allMigrations([]) })
}

async function store(data = folder, database?: string): Promise<Store<unknown>> {
  const opened = await openTestStore({ data, database })
  open.push(opened)
  return opened
}

/** A service in a process of its own; resolves with its PostgreSQL's process number. */
async function otherService(): Promise<{ process: ChildProcess; postmaster: number }> {
  const fixture = new URL('./hold-store.fixture.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [fixture, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = await once(child.stdout!, 'data')
  return { process: child, postmaster: Number(String(line)) }
}

async function tokens({ pool }: Store<unknown>) {
  return (await pool.query('select name from api_token')).rows.map(row => row.name)
}

async function refusal(attempt: Promise<unknown>): Promise<DatabaseError> {
  try {
    await attempt
  } catch (error) {
    if (error instanceof DatabaseError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('the embedded store', () => {
  test('is made in an empty data folder, stopped without a trace of running, and found again', async () => {
    const first = await store()
    await first.pool.query(`insert into api_token values ('kept', '', 'viewer', now())`)
    expect(await tokens(first)).toEqual(['kept'])
    await open.pop()!.close()
    expect(existsSync(path.join(folder, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false)
    expect(await tokens(await store())).toEqual(['kept'])
  })

  test('listens on no port', async () => {
    const { pool } = await store()
    const { rows } = await pool.query(`select current_setting('listen_addresses') as addresses`)
    expect(rows).toEqual([{ addresses: '' }])
  })

  test('takes over from a head-end that was killed and has left its server behind', async () => {
    const other = await otherService()
    other.process.kill('SIGKILL')
    await once(other.process, 'exit')
    const taken = await store()
    expect(await tokens(taken)).toEqual([])
    expect(taken.server!.pid).not.toBe(other.postmaster)
  })

  test('starts after a power cut took head-end and server, though its file says it still runs', async () => {
    const other = await otherService()
    other.process.kill('SIGKILL')
    killServer(other.postmaster)
    expect(existsSync(path.join(folder, 'postgres', 'cluster', 'postmaster.pid'))).toBe(true)
    expect(await tokens(await store())).toEqual([])
  })

  test('leaves a server alone that serves a living head-end', async () => {
    const first = await store()
    const error = await refusal(openTestStore({ data: folder }))
    expect(error.code).toBe('data-folder-in-use')
    expect(error.message).toContain('--data')
    expect(await tokens(first)).toEqual([])
  })

  test('comes back when its server is killed, and goes on with the queries of later', async () => {
    const { pool, server } = await store()
    killServer(server!.pid!)
    for (;;) {
      try {
        await pool.query('select 1')
        break
      } catch {
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
  })

  test('finds room for its socket when the data folder has a long name', async () => {
    const long = path.join(folder, 'n'.repeat(90), 'data')
    const { server } = await store(long)
    expect(server!.address.host.length).toBeLessThan(60)
    await open.pop()!.close()
    expect(existsSync(server!.address.host)).toBe(false)
  })

  test('tells that the data folder cannot be written', async () => {
    await writeFile(path.join(folder, 'file'), '')
    const error = await refusal(openTestStore({ data: path.join(folder, 'file', 'data') }))
    expect(error.code).toBe('data-folder-not-writable')
    expect(error.message).toContain(path.join(folder, 'file', 'data'))
  })

  test('removes what an interrupted first start has left', async () => {
    const unfinished = path.join(folder, 'postgres', 'cluster.new')
    await mkdir(unfinished, { recursive: true })
    await writeFile(path.join(unfinished, 'half'), '')
    await store()
    expect(readdirSync(path.join(folder, 'postgres'))).not.toContain('cluster.new')
  })

  test.runIf(existsSync('/usr/lib/postgresql/15/bin/postgres'))(
    'runs on another PostgreSQL that is named',
    async () => {
      vi.stubEnv('FERRARIS_PG_BIN', '/usr/lib/postgresql/15/bin')
      try {
        const { pool } = await store()
        const { rows } = await pool.query(
          `select current_setting('server_version_num')::int / 10000 as major`,
        )
        expect(rows).toEqual([{ major: 15 }])
      } finally {
        vi.unstubAllEnvs()
      }
    },
  )
})

describe('the binaries', () => {
  test('run from a copy too, with the links between libraries that the package cannot carry', async () => {
    const copy = await copyBinaries(await findBinaries({}), folder)
    expect(execFileSync(postgresOf(copy), ['--version'], { encoding: 'utf8' })).toContain('PostgreSQL')
  })

  test('that are named but not there are asked for', async () => {
    const error = await refusal(findBinaries({ FERRARIS_PG_BIN: folder }))
    expect(error.code).toBe('binaries-missing')
  })
})

describe('a store named by its URL', () => {
  const urlOf = (of: Store<unknown>, name: string) =>
    `postgres://ferraris@${encodeURIComponent(of.server!.address.host)}/${name}`

  test('gets its schema once, though several head-ends start at a time', async () => {
    const server = await store()
    await server.pool.query('create database elsewhere')
    const url = urlOf(server, 'elsewhere')
    const three = await Promise.all([store(folder, url), store(folder, url), store(folder, url)])
    for (const one of three) expect(await tokens(one)).toEqual([])
  })

  test.each([
    ['no-url', 'is not a PostgreSQL URL'],
    ['http://localhost/db', 'is not a PostgreSQL URL'],
    ['postgres://user:hidden@127.0.0.1:1/db', 'nothing listens there'],
  ])('is refused when it is wrong: %s', async (url, reason) => {
    const error = await refusal(openTestStore({ data: folder, database: url }))
    expect(error.code).toBe('url-refused')
    expect(error.message).toContain(reason)
    expect(error.message).not.toContain('hidden')
  })

  test('is refused when the database does not exist', async () => {
    const error = await refusal(openTestStore({ data: folder, database: urlOf(await store(), 'nowhere') }))
    expect(error.message).toContain('create the database first')
  })
})
