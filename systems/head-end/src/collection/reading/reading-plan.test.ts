import { type ProfileHead, profileKind } from '@ferraris/client'
import { obis, zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { openStretches } from './reading-plan.ts'

const rome = zone('Europe/Rome')
function at(text: string) {
  return Date.parse(text) / 1000
}
const now = at('2026-10-27T10:20:00Z')
const clock = { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2 }
const quarters: ProfileHead = { capturePeriod: 900, columns: [clock] }

function stretches(history: Parameters<typeof openStretches>[1], facts = quarters) {
  return openStretches(facts, history, rome, now).map(({ from, to }) =>
    [from, to].map(instant => new Date(instant * 1000).toISOString()),
  )
}

describe('what is open of a profile', () => {
  test('is the rest since the last reading, the row that it ended with first', () => {
    expect(stretches({ readUntil: at('2026-10-27T09:15:00Z'), historyDays: 35 })).toEqual([
      ['2026-10-27T09:15:00.000Z', '2026-10-27T10:25:00.000Z'],
    ])
  })

  test('is the history of the schedule at the first reading, in pieces of ten days', () => {
    expect(stretches({ readUntil: undefined, historyDays: 12 })).toEqual([
      ['2026-10-14T22:00:00.000Z', '2026-10-24T22:00:00.000Z'],
      ['2026-10-24T22:00:00.000Z', '2026-10-27T10:25:00.000Z'],
    ])
  })

  test('goes no further back than the history, however long nothing was read', () => {
    expect(stretches({ readUntil: 0, historyDays: 1 })[0]![0]).toBe('2026-10-25T23:00:00.000Z')
  })

  test('leaves out days that are complete', () => {
    const complete = new Set(['2026-10-23', '2026-10-24', '2026-10-25', '2026-10-26'])
    expect(stretches({ readUntil: undefined, historyDays: 6, complete })).toEqual([
      ['2026-10-20T22:00:00.000Z', '2026-10-22T22:00:00.000Z'],
      ['2026-10-26T23:00:00.000Z', '2026-10-27T10:25:00.000Z'],
    ])
  })

  test('of a log or a daily profile is one stretch', () => {
    const daily = { ...quarters, capturePeriod: 86_400 }
    expect(stretches({ readUntil: undefined, historyDays: 35 }, daily).length).toBe(1)
  })
})

test('a profile is what its columns and its period say', () => {
  const event = { classId: 1, obis: obis('0.0.96.11.0.255'), attribute: 2 }
  expect(profileKind(quarters)).toBe('intervals')
  expect(profileKind({ capturePeriod: 86_400, columns: [clock] })).toBe('snapshots')
  expect(profileKind({ capturePeriod: 0, columns: [clock] })).toBe('snapshots')
  expect(profileKind({ capturePeriod: 0, columns: [clock, event] })).toBe('events')
})
