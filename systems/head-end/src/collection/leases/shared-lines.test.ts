import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../inventory/enrol.ts'
import { sharedLineOf } from '../../inventory/shared-line.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { releaseLeases } from './keep.ts'
import { leaseDue, leaseDueOnLines, leaseOne } from './take.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore()
  const port = (line: number, physical: number) => `dlms+serial:///dev/ttyUSB${line}?physical=${physical}`
  const meters = [0, 1, 2].flatMap(line => [17, 18, 19, 20].map(physical => port(line, physical)))
  const own = ['dlms+tcp://10.0.0.1?client=16', 'dlms+tcp://10.0.0.1?client=16&server=2']
  await enrol(
    store.pool,
    ring,
    [...meters, ...own].map((uri, i) => ({ serial: `M${i}`, uri, keys: [] })),
    now,
  )
})
afterAll(() => store.remove())

function terms(owner: string, at = now) {
  return { owner, now: at, leaseSeconds: 900, counters: 64 }
}
function leaseOnLines(owner: string, limit = 100, at = now) {
  return leaseDueOnLines(store.pool, ring, { ...terms(owner, at), limit })
}

test.each([
  ['dlms+serial:///dev/ttyUSB0?physical=17', '/dev/ttyUSB0'],
  ['dlms+tcp://10.0.0.1:4001?framing=hdlc&physical=17', '10.0.0.1:4001'],
  ['dlms+tcp://10.0.0.1?gateway=1:0a', '10.0.0.1:4059'],
  ['dlms+tcp://10.0.0.1', undefined],
  ['dlms+udp://10.0.0.1', undefined],
  ['smitp+g2:///464500000001', undefined],
])('%s shares the line %s', (uri, line) => {
  expect(sharedLineOf(uri)).toBe(line)
})

test('each line is leased once, however many workers ask at once', async () => {
  const workers = Array.from({ length: 6 }, () => randomUUID())
  const leases = (await Promise.all(workers.map(owner => leaseOnLines(owner, 2)))).flat()
  expect(leases.map(({ line }) => line).sort()).toEqual(['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/ttyUSB2'])

  // A busy line is not leased, on demand neither.
  const taken = new Set(leases.map(({ serial }) => serial))
  const other = ['M0', 'M1'].find(serial => !taken.has(serial))!
  expect(await leaseOne(store.pool, ring, { ...terms(randomUUID()), serial: other })).toBe('busy')

  // The line of a lease given back is free at once, that of a worker that died once its lease has run out.
  const [first] = leases
  await releaseLeases(store.pool, first!.owner, [first!.endDeviceId])
  expect((await leaseOnLines(randomUUID())).map(({ line }) => line)).toEqual([first!.line])
  expect(await leaseOnLines(randomUUID())).toEqual([])
  expect(await leaseOnLines(randomUUID(), 100, now + 901_000)).toHaveLength(3)
})

test('meters with connections of their own are leased apart from lines, all at once', async () => {
  const leases = await leaseDue(store.pool, ring, { ...terms(randomUUID()), limit: 100 })
  expect(leases.map(({ serial, line }) => [serial, line])).toEqual([
    ['M12', undefined],
    ['M13', undefined],
  ])
})
