import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ferraris-store-'))
  store = await openStore({ data: folder })
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

test('an empty data folder becomes a store with its schema', async () => {
  const { rows } = await store.pool.query('select name from meter_read_schedule')
  expect(rows).toEqual([{ name: 'standard' }])
})
