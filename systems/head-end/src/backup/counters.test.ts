import { expect, test } from 'vitest'
import { temporaryStore } from '../testing/temporary-store.ts'
import { settleCounters } from './counters.ts'

test('counters of a restored store pass all that can have been used since it was saved', async () => {
  const store = await temporaryStore()
  try {
    await store.pool.query(`insert into key_counter values (sha256('1'), 5), (sha256('2'), 4294967000)`)
    const hour = 3_600_000
    await settleCounters(store.pool, 0, hour)
    const { rows } = await store.pool.query('select counter from key_counter order by counter')
    expect(rows).toEqual([{ counter: 5 + 720_000 + 1_000_000 }, { counter: 4_294_967_295 }])
  } finally {
    await store.remove()
  }
})
