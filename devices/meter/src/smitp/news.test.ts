import { expect, test } from 'vitest'
import { inMemory } from '../store/memory/non-volatile.ts'
import { bench, noon } from './bench.fixture.ts'
import { News } from './news.ts'

const events = { kind: 'read-table.request', table: 30, firstRow: 0, lastRow: 255 } as const

test('an event is news until it is read with the read key, whatever else is read', () => {
  const memory = inMemory()
  const { meter, client } = bench({ memory })
  const news = () => new News(meter.store.events, memory, noon)
  expect(news().isThere(noon)).toBe(false)
  // The meter remembers what was read: without power, too.
  memory.set('smitp.eventsRead', meter.store.events.count(noon))
  meter.store.events.record('terminalCoverRemoved', noon)
  expect(news().isThere(noon)).toBe(true)
  const { ask } = client()
  ask({ kind: 'read.request', table: 0, row: 0x3f }, true)
  expect(ask(events, true)).toMatchObject({ kind: 'refused' })
  expect(news().isThere(noon)).toBe(true)
  const newest = meter.store.events.count(noon) & 0xff
  expect(ask({ ...events, firstRow: newest, lastRow: newest })).toMatchObject({ kind: 'answered' })
  expect(news().isThere(noon)).toBe(false)
})
