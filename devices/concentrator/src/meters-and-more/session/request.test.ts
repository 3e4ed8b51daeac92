import { expect, test } from 'vitest'
import { StoreError } from '../../store/store-error.ts'
import { hourMs, minuteMs, TestSection } from '../../testing/section.fixture.ts'

const lastCounter = 0xffff_ffff_ffff_ffffn

test('a session that cannot go on ends for its own meter alone', () => {
  const section = new TestSection({ meters: 2, settings: { historyDays: 1 } })
  const exhausted = section.meters[0]!.aca
  const other = section.meters[1]!.aca
  section.store.meters.keepSession(exhausted, `${lastCounter} ${lastCounter}`)
  section.run(hourMs)
  section.job('read', { kind: 'read-registers', aca: exhausted })
  section.run(minuteMs)
  expect(section.headEnd.days(exhausted)).toHaveLength(0)
  expect(section.headEnd.days(other)).toHaveLength(1)
  expect(section.headEnd.reports.get('read')?.at(-1)).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('counter'),
  })
})

test('a store whose counters were driven to the end of their jumps is gone on with', () => {
  const section = new TestSection({ meters: 2, settings: { historyDays: 1 } })
  const [driven, damaged] = section.meters
  // The meter has answered number 5 last; 91 orders since then got no answer, the last one under 2^63.
  section.store.meters.keepSession(driven!.aca, `${2n ** 63n} 5`)
  section.store.meters.keepSession(damaged!.aca, 'no counter')
  section.run(hourMs)
  for (const { aca } of section.meters) expect(section.headEnd.days(aca)).toHaveLength(1)
  expect(section.store.meters.session(driven!.aca)).toMatch(/^92233720368547758\d\d /)
})

test('a meter whose keys cannot be unwrapped costs the others nothing', () => {
  const section = new TestSection({ meters: 2, settings: { historyDays: 1 } })
  const [locked, other] = section.meters
  const { keys } = section.store.meters
  section.store.meters.keys = aca => {
    if (aca === locked!.aca) throw new StoreError('kek', 'damaged')
    return keys.call(section.store.meters, aca)
  }
  section.run(hourMs)
  expect(section.headEnd.days(other!.aca)).toHaveLength(1)
  section.job('read', { kind: 'read-registers', aca: locked!.aca })
  section.run(minuteMs)
  expect(section.headEnd.states('read').at(-1)).toBe('failed')
  expect(section.concentrator.condition().state).toBe('working')
})
