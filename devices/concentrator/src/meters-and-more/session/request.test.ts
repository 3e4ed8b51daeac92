import { expect, test } from 'vitest'
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
