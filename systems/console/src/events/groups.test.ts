import { expect, test } from 'vitest'
import type { EndDeviceEvent } from '../api/resources.ts'
import { groupEvents } from './groups.ts'

function event(
  endDevice: string,
  name: string,
  severity: EndDeviceEvent['severity'],
  time: string,
): EndDeviceEvent {
  return {
    endDevice,
    name,
    severity,
    time,
    profile: 'idis',
    log: '0.0.99.98.0.255',
    code: 1,
    id: 1,
    learnt: ['log'],
    heardAt: null,
  }
}

test('one cause is one group, with its meters counted once and its latest event', () => {
  const groups = groupEvents([
    event('B', 'Power down', 'major', '2026-11-20T03:00:00Z'),
    event('A', 'Power down', 'major', '2026-11-20T02:00:00Z'),
    event('A', 'Power down', 'major', '2026-11-20T01:00:00Z'),
  ])
  expect(groups).toHaveLength(1)
  expect(groups[0]).toMatchObject({
    events: 3,
    latest: { time: '2026-11-20T03:00:00Z' },
  })
  expect(groups[0]?.endDevices.size).toBe(2)
})

test('the severest come first, then those that touch most meters', () => {
  const time = '2026-11-20T00:00:00Z'
  const names = groupEvents([
    event('A', 'Clock adjusted', 'info', time),
    event('A', 'Power down', 'major', time),
    event('B', 'Voltage sag', 'major', time),
    event('C', 'Voltage sag', 'major', time),
    event('A', 'Cover opened', 'critical', time),
  ]).map(group => group.latest.name)
  expect(names).toEqual(['Cover opened', 'Voltage sag', 'Power down', 'Clock adjusted'])
})
