import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { settleCounters } from './after-restore.ts'
import { KeyVault } from './key-vault.ts'
import type { NewResult } from './result-table.ts'
import { Store } from './store.ts'
import { StoreError } from './store-error.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-concentrator-'))
  folders.push(folder)
  return folder
}

const vault = new KeyVault(new Uint8Array(32).fill(7))
function codeOf(act: () => unknown): string {
  try {
    act()
    return 'none'
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error)
  }
}

function registers(aca: string, readAt: number, value = 1): NewResult {
  return {
    kind: 'registers',
    aca,
    readAt,
    time: readAt,
    registers: [{ obis: '1.0.1.8.0.255', value }],
  }
}
const meter = {
  aca: '464500000001',
  serial: 'FER00000001',
  state: 'adopted' as const,
  substation: false,
  mode: 'hardened' as const,
  progress: { event: 3 },
  firstHeard: 1,
  lastHeard: 2,
}

describe('results', () => {
  test('wait in order, the urgent ones first, until they are acknowledged', () => {
    const { results } = Store.inMemory('s')
    const keys = [1, 2, 3].map(at => results.add(registers('A', at)))
    const urgent = results.add(registers('A', 4), { urgent: true })
    const order = () =>
      [true, false].flatMap(isUrgent => results.waiting(isUrgent, 0, 10).map(({ result }) => result.key))
    expect(order()).toEqual([urgent, ...keys])
    expect(results.acknowledge([keys[0]!, 's.99', 'other.2', 'nonsense', keys[0]!], 10)).toBe(1)
    expect(order()).toEqual([urgent, keys[1], keys[2]])
    expect(results.pending()).toBe(3)
    const first = results.waiting(false, 0, 1)[0]!
    expect(results.waiting(false, first.number, 1)[0]!.result.key).toBe(keys[2])
  })

  test('uc FE-2 are dropped only when they are both old and acknowledged', () => {
    const { results } = Store.inMemory('s')
    const old = results.add(registers('A', 1))
    results.add(registers('A', 2))
    const young = results.add(registers('A', 1000))
    results.acknowledge([old, young], 5)
    expect(results.prune(100)).toBe(1)
    expect(results.pending()).toBe(1)
  })

  test('never share a key, not even with those of a store that was lost', () => {
    const folder = newFolder()
    const add = (name: string) => {
      const store = Store.open(join(folder, name), vault)
      const key = store.results.add(registers('A', 1))
      store.close()
      return key
    }
    expect(new Set([add('a'), add('a'), add('b')]).size).toBe(3)
  })
})

describe('the store', () => {
  test('gives everything back after it was closed', () => {
    const path = join(newFolder(), 'store')
    const first = Store.open(path, vault)
    first.meters.put(meter)
    first.meters.keepSession(meter.aca, 'counter 5')
    first.network.putLink({ ends: ['A', 'here'], tried: 4, lost: 1, at: 9, snr: 12.5 })
    first.network.putRoute({ aca: 'A', at: 1, route: ['A'] })
    first.network.putRoute({ aca: 'A', at: 5, route: ['B', 'A'] })
    const job = { id: 'j', priority: 'high', expires: 9, task: { kind: 'discover' } } as const
    first.jobs.put({ job, state: 'accepted', at: 1, attempts: 0 })
    first.jobs.put({ job, state: 'done', at: 2, attempts: 1, result: 'k' })
    first.close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const again = Store.open(path, vault)
    expect(again.meters.all()).toEqual([meter])
    expect(again.meters.session(meter.aca)).toBe('counter 5')
    expect(again.network.links()).toEqual([{ ends: ['A', 'here'], tried: 4, lost: 1, at: 9, snr: 12.5 }])
    expect(again.network.routes()).toEqual([{ aca: 'A', at: 5, route: ['B', 'A'] }])
    expect(again.network.history('A')).toHaveLength(2)
    again.network.prune(100)
    expect(again.network.history('A')).toEqual([{ aca: 'A', at: 5, route: ['B', 'A'] }])
    expect(again.jobs.all()).toEqual([{ job, state: 'done', at: 2, attempts: 1, result: 'k' }])
    again.close()
  })

  test('keeps meter keys wrapped, and unwraps them only with the key-encryption key', () => {
    const path = join(newFolder(), 'store')
    const keys = { k1: new Uint8Array(16).fill(1), k2: new Uint8Array(16).fill(2) }
    const store = Store.open(path, vault)
    store.meters.put(meter)
    expect(store.meters.keys(meter.aca)).toBeUndefined()
    store.meters.seal(meter.aca, keys)
    store.meters.put({ ...meter, lastHeard: 3 })
    expect(store.meters.keys(meter.aca)).toEqual({ k1: Buffer.from(keys.k1), k2: Buffer.from(keys.k2) })
    store.close()
    const stranger = Store.open(path, new KeyVault(new Uint8Array(32)))
    expect(codeOf(() => stranger.meters.keys(meter.aca))).toBe('kek')
    stranger.meters.seal(meter.aca, undefined)
    expect(stranger.meters.keys(meter.aca)).toBeUndefined()
    stranger.close()
  })

  test('reports that it is full, has written nothing then, and goes on when there is room', () => {
    const store = Store.open(join(newFolder(), 'store'), vault, 200_000)
    let stored = 0
    const fill = () => {
      for (;;) {
        store.results.add(registers('A'.repeat(500), stored))
        stored++
      }
    }
    expect(codeOf(fill)).toBe('full')
    expect(store.results.pending()).toBe(stored)
    expect(stored).toBeGreaterThan(20)
    const both = () =>
      store.transaction(() => {
        store.results.acknowledge(
          store.results.waiting(false, 0, 1).map(({ result }) => result.key),
          1,
        )
        fill()
      })
    expect(codeOf(both)).toBe('full')
    expect(store.results.waiting(false, 0, 1)[0]!.result.readAt).toBe(0)
    store.results.acknowledge(
      store.results.waiting(false, 0, 50).map(({ result }) => result.key),
      1,
    )
    store.results.prune(1e9)
    store.results.add(registers('A', 1))
    store.close()
  })

  test('refuses what is no store of its own', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'text'), 'not a database, whatever its name may say '.repeat(50))
    expect(codeOf(() => Store.open(join(folder, 'text'), vault))).toBe('damaged')
    expect(codeOf(() => Store.open(join(folder, 'no', 'folder'), vault))).toBe('unwritable')
  })
})

test('a key-encryption key is made for its owner only, and refused when others can read it', () => {
  const path = join(newFolder(), 'kek')
  const wrapped = KeyVault.open(path).wrap(new Uint8Array(16))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(KeyVault.open(path).unwrap(wrapped)).toEqual(Buffer.alloc(16))
  chmodSync(path, 0o644)
  expect(codeOf(() => KeyVault.open(path))).toBe('kek')
  chmodSync(path, 0o600)
  writeFileSync(path, 'abc')
  expect(codeOf(() => KeyVault.open(path))).toBe('kek')
})

test('a restored store uses no number twice: its counters move on', () => {
  const file = join(newFolder(), 'store.sqlite')
  const store = Store.open(file, vault)
  store.meters.put({ ...meter, aca: '0011223344556677' })
  store.meters.put({ ...meter, aca: '0011223344556688' })
  store.meters.keepSession('0011223344556677', '41 40')
  store.close()
  expect(settleCounters(file)).toBe(1)
  const again = Store.open(file, vault)
  expect(again.meters.session('0011223344556677')).toBe(`${41n + 2n ** 32n} 40`)
  expect(again.meters.session('0011223344556688')).toBeUndefined()
  again.close()
})
