import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { enrol } from '../enrol.ts'
import { openStoreKeyRing } from './key-check.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
const folder = mkdtempSync(path.join(tmpdir(), 'ferraris-kek-'))
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore()
})
afterAll(async () => {
  await store.remove()
  rmSync(folder, { recursive: true })
})

const other = { FERRARIS_KEK: '5'.repeat(64) }

test('the first start makes the key-encryption key; without it the next does not start, and makes no other', async () => {
  const ring = await openStoreKeyRing(store.kysely, folder, {})
  expect(readdirSync(folder)).toEqual(['kek'])
  const wrapped = ring.wrap(Buffer.alloc(16, 1))
  expect((await openStoreKeyRing(store.kysely, folder, {})).wrap(Buffer.alloc(16, 1))).toEqual(wrapped)
  const elsewhere = mkdtempSync(path.join(folder, 'elsewhere-'))
  await expect(openStoreKeyRing(store.kysely, elsewhere, {})).rejects.toMatchObject({ code: 'kek-missing' })
  expect(readdirSync(elsewhere)).toEqual([])
})

test('another key-encryption key is refused', async () => {
  await expect(openStoreKeyRing(store.kysely, folder, other)).rejects.toMatchObject({ code: 'kek-other' })
})

test('a store that has keys but no check value yet is held against its keys', async () => {
  const ring = await openStoreKeyRing(store.kysely, folder, {})
  const keys = [{ client: 2, guek: '1'.repeat(32), gak: '2'.repeat(32) }]
  await enrol(
    store.pool,
    ring,
    [{ serial: 'K1', uri: 'dlms+tcp://127.0.0.1:4059?client=2&auth=gmac', keys }],
    now,
  )
  await store.pool.query('update head_end set kek_check = null')
  await expect(openStoreKeyRing(store.kysely, folder, other)).rejects.toMatchObject({ code: 'kek-other' })
  await openStoreKeyRing(store.kysely, folder, {})
  const { rows } = await store.pool.query('select kek_check is not null as kept from head_end')
  expect(rows).toEqual([{ kept: true }])
})

test('keys that nothing opens any more are deleted by consent, and the store takes a new key-encryption key', async () => {
  const lost = { ...other, FERRARIS_KEK_LOST: 'delete-keys' }
  const ring = await openStoreKeyRing(store.kysely, folder, lost)
  expect((await store.pool.query('select from end_device_key')).rowCount).toBe(0)
  expect((await openStoreKeyRing(store.kysely, folder, other)).wrap(Buffer.alloc(16))).toEqual(
    ring.wrap(Buffer.alloc(16)),
  )
})
