import { afterAll, beforeAll, expect, test } from 'vitest'
import { Writer } from '../collection/writer.ts'
import { delivery, enrolSome } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { listEndDeviceEvents } from './queries.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
/** Cover removed, phase missing, power down, power up, and a number without a name. */
const codes = [40, 82, 1, 2, 222]
let store: Awaited<ReturnType<typeof temporaryStore>>

beforeAll(async () => {
  store = await temporaryStore()
  const writer = await Writer.open(store.pool, { gather: 1 })
  const [device] = await enrolSome(store.pool, 1, { now })
  const events = codes.map((code, i) => {
    const time = now / 1000 + i
    return { time, log: '0.0.99.98.0.255', code, ordinal: 0, numbered: false }
  })
  await writer.write(delivery(device!.id, { events }))
  await writer.close()
})
afterAll(() => store.remove())

test.each([
  [undefined, codes.toReversed()],
  ['critical', [40]],
  ['major', [82]],
  ['minor', [1]],
  ['info', [222, 2]],
] as const)('of severity %s there are %j, the newest first', async (severity, expected) => {
  const { items, total } = await listEndDeviceEvents(store.kysely, { severity, limit: 10 })
  expect(items.map(({ code }) => code)).toEqual(expected)
  expect(total).toBe(expected.length)
})
