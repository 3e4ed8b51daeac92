import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ClientBase } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryStore } from '../testing/temporary-store.ts'
import { BackupFolder } from './backup-folder.ts'
import { BackupKeeper, endReserve } from './keeper.ts'
import { restore } from './restore.ts'
import { WalShipper } from './wal-shipper.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'ferraris-shipper-'))
let store: Awaited<ReturnType<typeof temporaryStore>>
let cluster: string
beforeAll(async () => {
  store = await temporaryStore([])
  cluster = path.join(store.folder, 'postgres', 'cluster')
  await store.pool.query('create table kept (number bigint)')
})
afterAll(async () => {
  await store.remove()
  rmSync(folder, { recursive: true })
})

async function nextSegment(): Promise<string> {
  const { rows } = await store.pool.query<{ name: string }>(
    'insert into kept values (1) returning pg_walfile_name(pg_switch_wal()) as name',
  )
  await store.pool.query('insert into kept values (2)')
  return rows[0]!.name
}

test('log of a segment that ends while a round runs is brought by the next one', async () => {
  const to = await BackupFolder.forWriting(path.join(folder, 'boundary'), 'one')
  const shipper = new WalShipper(cluster, to, 'boundary')
  const client = await store.pool.connect()
  try {
    await shipper.reserve(client, { temporary: true })
    await shipper.ship(client, 1)
    let ended: string | undefined
    const busy = new Proxy(client, {
      get: (target, name) =>
        name !== 'query'
          ? Reflect.get(target, name)
          : async (text: string, values?: unknown[]) => {
              if (text.includes('slot_advance')) ended = await nextSegment()
              return await target.query(text, values)
            },
    })
    await shipper.ship(busy as ClientBase, 2)
    await shipper.ship(client, 3)
    expect(readdirSync(to.wal)).toContain(`${ended}.gz`)
  } finally {
    client.release(true)
  }
})

test('a part of a segment that was cut short in the folder is brought again', async () => {
  const to = await BackupFolder.forWriting(path.join(folder, 'part'), 'one')
  const shipper = new WalShipper(cluster, to, 'part')
  const client = await store.pool.connect()
  try {
    await nextSegment()
    await client.query('checkpoint')
    await shipper.reserve(client, { temporary: true })
    await shipper.ship(client, 1)
    const part = path.join(to.wal, readdirSync(to.wal).find(name => name.endsWith('.partial'))!)
    const before = statSync(part).size
    truncateSync(part, 100)
    await shipper.ship(client, 2)
    expect(statSync(part).size).toBeGreaterThanOrEqual(before)
    const here = readFileSync(part)
    const segment = readFileSync(path.join(cluster, 'pg_wal', path.basename(part, '.partial')))
    expect(here.equals(segment.subarray(0, here.length))).toBe(true)
  } finally {
    client.release(true)
  }
})

test('the log that a base needs stays, though an older base begins behind it', async () => {
  const to = await BackupFolder.forWriting(path.join(folder, 'prune'), 'one')
  const base = (finishedAt: number, segment: string) => {
    const name = String(finishedAt)
    mkdirSync(to.base(name))
    const store = { kind: 'embedded', segment, postgres: '18' }
    writeFileSync(
      path.join(to.base(name), 'base.json'),
      JSON.stringify({ name, finishedAt, octets: 1, store }),
    )
  }
  const [first, fork, later] = ['10', '20', '50'].map(end => `0000000100000000000000${end}`)
  base(1, first!)
  base(2, later!)
  base(3, fork!.replace('00000001', '00000002'))
  for (const segment of [first!, fork!, later!]) writeFileSync(path.join(to.wal, `${segment}.gz`), '')
  await to.prune(2)
  expect(readdirSync(to.wal).toSorted()).toEqual([`${fork}.gz`, `${later}.gz`])
})

test('a restore tells that the log breaks off, and a base is taken at once where log was lost', async () => {
  const to = path.join(folder, 'gap')
  const terms = {
    folder: to,
    pool: store.pool,
    cluster,
    data: store.folder,
    now: Date.now,
    everyMs: 3_600_000,
  }
  const round = async () => {
    const keeper = new BackupKeeper(terms)
    const failures: Error[] = []
    await keeper.start(error => failures.push(error))()
    expect(failures).toEqual([])
    return (await keeper.bases()).length
  }
  expect(await round()).toBe(1)
  expect(await round()).toBe(1)
  await endReserve(store.pool)
  await nextSegment()
  await store.pool.query('checkpoint')
  expect(await round()).toBe(2)

  const wal = path.join(to, 'wal')
  const last = readdirSync(wal)
    .filter(name => name.endsWith('.partial'))
    .toSorted()
    .at(-1)!
  truncateSync(path.join(wal, last), 0)
  const notes = { info() {}, error() {} }
  await expect(restore({ from: to, data: path.join(folder, 'broken'), notes })).rejects.toMatchObject({
    code: 'backup-broken',
  })
  expect(readdirSync(folder)).not.toContain('broken')
})
