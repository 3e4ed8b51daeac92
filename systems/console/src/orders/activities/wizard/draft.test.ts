import { expect, test } from 'vitest'
import { membersOf } from '../../kinds/parameter-schema.ts'
import { type Draft, emptyDraft, isComplete, requestOf, targetsOf } from './draft.ts'

const members = membersOf({ required: ['watts'], properties: { watts: { type: 'integer' } } })

test('meters are named by list, file, group, concentrator and filter, together', () => {
  const draft: Draft = {
    ...emptyDraft,
    serials: 'FER1, FER2;FER3\nFER4',
    csv: { name: 'list.csv', text: 'serial\nFER9' },
    groups: ['shops'],
    concentrators: ['C1'],
    filter: { state: 'reachable' },
  }
  expect(targetsOf(draft)).toEqual({
    endDevices: ['FER1', 'FER2', 'FER3', 'FER4'],
    csv: 'serial\nFER9',
    groups: ['shops'],
    concentrators: ['C1'],
    filter: { state: 'reachable' },
  })
  expect(targetsOf(emptyDraft)).toEqual({})
})

test('what is left empty is left to the head-end; times are by its clock; stages and the stop rule are typed in per cent', () => {
  const draft: Draft = {
    ...emptyDraft,
    kind: 'limit',
    parameters: { watts: '3300' },
    serials: 'FER1',
    name: ' Limits ',
    start: '2026-07-01T12:00',
    expires: '2026-12-01T12:00',
    from: '22:00',
    to: '05:00',
    perConcentrator: '4',
    stages: '1, 10',
    stopShare: '2',
  }
  expect(requestOf(draft, members, 'Europe/Rome')).toEqual({
    kind: 'limit',
    parameters: { watts: 3300 },
    targets: { endDevices: ['FER1'] },
    include: ['unreachable'],
    name: 'Limits',
    priority: 'normal',
    retries: 3,
    start: '2026-07-01T10:00:00.000Z',
    expires: '2026-12-01T11:00:00.000Z',
    hours: { from: '22:00', to: '05:00' },
    pace: { perConcentrator: 4 },
    stages: [0.01, 0.1],
    stopRule: { share: 0.02 },
  })
})

test('a part is complete when what it needs is there', () => {
  expect(isComplete('what', { ...emptyDraft, kind: 'limit' }, members)).toBe(false)
  expect(isComplete('what', { ...emptyDraft, kind: 'limit', parameters: { watts: '1' } }, members)).toBe(true)
  expect(isComplete('meters', emptyDraft, members)).toBe(false)
  const named = { ...emptyDraft, name: 'Limits' }
  expect(isComplete('when', named, members)).toBe(true)
  expect(isComplete('when', { ...named, from: '22:00' }, members)).toBe(false)
  expect(isComplete('when', { ...named, stages: '10, 1' }, members)).toBe(false)
})
