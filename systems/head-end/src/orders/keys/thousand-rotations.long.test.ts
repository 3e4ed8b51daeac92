import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { Fleet } from '../activities/fleet.fixture.ts'
import { slowLine } from '../by-session/slow-line.fixture.ts'

const count = 1000
/** Of them, meters whose power fails when they have taken the new keys and before they have said so. */
const unlucky = 40
/** Code of the log: a global key has changed. */
const keysChanged = 48

let fleet: Fleet
let lines: Awaited<ReturnType<typeof slowLine>>[]
let isPowerFailing = true

beforeAll(async () => {
  fleet = await Fleet.open(count)
  lines = await Promise.all(
    fleet.meters
      .slice(0, unlucky)
      .map(one => slowLine(one.listener.port, () => isPowerFailing && changesOf(one) > 0)),
  )
  await fleet.app.parts.enrol(
    lines.map((line, n) => {
      const { enrolment, listener } = fleet.meters[n]!
      return { ...enrolment, uri: enrolment.uri.replace(`:${listener.port}?`, `:${line.port}?`) }
    }),
  )
})
afterAll(async () => {
  await fleet.close()
  for (const line of lines) line.close()
})

/** How often the meter's own log says that its keys have changed. */
function changesOf({ meter }: TestMeter): number {
  return meter.store.events.all(fleet.now).filter(({ code }) => code === keysChanged).length
}

test('uc 2.b.2-3 keys of a thousand meters are replaced once each, also where the power fails between sending and answer', async () => {
  await fleet.begin('rotation', { kind: 'rotate-keys', retries: 20 })
  await fleet.until(
    'rotation',
    ({ counts }) =>
      counts.succeeded === count - unlucky && lines.every((_, n) => changesOf(fleet.meters[n]!) > 0),
  )
  isPowerFailing = false
  for (const line of lines) line.cut()
  const { counts } = await fleet.until('rotation')
  expect(counts).toMatchObject({ total: count, succeeded: count, failed: 0 })
  expect(new Set(fleet.meters.map(changesOf))).toEqual(new Set([1]))

  // The next order goes under the new keys, everywhere.
  await fleet.everywhere('afterwards', 'read-supply')
  // No key of 16 octets stands in what is told of it, nor in the log of what people did.
  const { rows } = await fleet.app.parts.pool.query(
    `select steps, detail, result, parameters from end_device_control where activity = 'rotation'`,
  )
  const { items } = await fleet.app.parts.audit.list({ limit: 100 })
  expect(JSON.stringify([rows, items])).not.toMatch(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/)
})
