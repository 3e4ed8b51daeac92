import type { Caller } from '@ferraris/transport'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { enrolSome } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import type { Sender } from '../sender/sender.ts'
import { findCallers } from './find-callers.ts'
import { type CallerAnswer, Roads } from './roads.ts'

function callerFrom(from: string): Caller {
  return { from, isGone: false, isBusy: false, openLink: () => ({ from }) } as unknown as Caller
}
function answer(deviceName: string, systemTitle?: string): CallerAnswer {
  return { deviceName, systemTitle, serial: undefined, model: undefined }
}
function sender(endDeviceId: number): Sender {
  return { endDeviceId, hasKeys: true } as unknown as Sender
}
const ports = { client: 1, server: 1 }

let known: Map<string, number>
let looked: number
let called: number[]
let unknown: string[]
let roads: Roads
beforeEach(() => {
  vi.useFakeTimers()
  known = new Map()
  looked = 0
  called = []
  unknown = []
  roads = new Roads({
    ask: async caller => answer(caller.from),
    find: async answers => {
      looked++
      return answers.map(({ deviceName }) => {
        const endDeviceId = known.get(deviceName)
        return endDeviceId === undefined ? undefined : { endDeviceId, serial: deviceName }
      })
    },
    called: id => void called.push(id),
    trouble: error => expect.fail(error.message),
  })
  roads.listen({
    onUnknown: ({ systemTitle }) => void unknown.push(systemTitle),
    onHeard() {},
    onLeft: title => void unknown.splice(unknown.indexOf(title), 1),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

test('after an enrolment all that is unknown is looked up at once, and not asked again', async () => {
  const callers = Array.from({ length: 90 }, (_, i) => callerFrom(`M${i}`))
  for (const caller of callers) roads.called(caller)
  await vi.advanceTimersByTimeAsync(3000)
  expect(unknown).toHaveLength(90)
  looked = 0
  known.set('M3', 3).set('M77', 77)
  await roads.enrolled()
  expect(looked).toBe(1)
  expect(called).toEqual([3, 77])
  expect([roads.has(3), roads.has(77), roads.size]).toEqual([true, true, 2])
  // What is still unknown is told when it hangs up; what is known, no more.
  for (const caller of callers.slice(0, 4)) roads.gone(caller)
  expect(unknown).not.toContain('M2')
  expect(unknown).toContain('M3')
  expect(roads.size).toBe(1)
})

test('a connection over which several meters prove themselves is the road of none of them', () => {
  const [gateway, own] = [callerFrom('gateway'), callerFrom('own')]
  roads.identified(gateway, sender(1), ports)
  expect(roads.has(1)).toBe(true)
  for (const id of [2, 1, 2, 1]) roads.identified(gateway, sender(id), ports)
  expect(roads.size).toBe(0)
  expect(called).toEqual([1])
  roads.identified(own, sender(2), ports)
  expect(roads.has(2)).toBe(true)
  roads.gone(gateway)
  expect(roads.size).toBe(1)
})

test('callers are found by system title first, else by number or name, each in its place', async () => {
  vi.useRealTimers()
  const store = await temporaryStore()
  try {
    const [one, two] = await enrolSome(store.pool, 2, { now: Date.now(), prefix: 'ROAD' })
    await store.pool.query(`update end_device set system_title = '\\x4645520000000001' where id = $1`, [
      one!.id,
    ])
    const asked = [
      answer('stranger'),
      answer(two!.serial),
      answer(two!.serial, '4645520000000001'),
      { ...answer('other name'), serial: two!.serial },
    ]
    const found = await findCallers(store.kysely, asked)
    expect(found.map(meter => meter?.endDeviceId)).toEqual([undefined, two!.id, one!.id, two!.id])
    expect(await findCallers(store.kysely, [])).toEqual([])
  } finally {
    await store.remove()
  }
})
