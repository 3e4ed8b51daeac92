import { expect, test } from 'vitest'
import type { EndDeviceEvent } from '../api/resources.ts'
import { foldPairs } from './pairs.ts'

/** Event of a meter, `minute` minutes after midnight. */
function event(code: number, minute: number, endDevice = 'FER1'): EndDeviceEvent {
  const time = new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString()
  const more = { name: String(code), severity: 'info', heardAt: null, learnt: ['log'] }
  return { endDevice, time, profile: 'idis', log: '0.0.99.98.1.255', code, ...more } as EndDeviceEvent
}
const [removed, closed] = [44, 45]

test('the end of a condition is laid onto its beginning, with the time that it lasted', () => {
  const rows = foldPairs([event(closed, 20), event(46, 15), event(removed, 10)])
  expect(rows).toEqual([event(46, 15), { ...event(removed, 10), ended: event(closed, 20).time }])
})

test('each end has one beginning, and meters do not end what others began', () => {
  const others = event(removed, 25, 'FER2')
  const rows = foldPairs([others, event(closed, 20), event(removed, 10), event(closed, 8), event(removed, 5)])
  expect(rows.map(({ ended }) => ended)).toEqual([undefined, event(closed, 20).time, event(closed, 8).time])
})

test('what is not over, and an end without beginning, stand alone', () => {
  const events = [event(removed, 30), event(closed, 3)]
  expect(foldPairs(events)).toEqual(events)
})
