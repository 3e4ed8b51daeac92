import type { Logger } from '@ferraris/service'
import { expect, test } from 'vitest'
import { refusedCallers } from './refused-callers.ts'

test('callers that are refused are in the log, once a minute at most', () => {
  const lines: object[] = []
  let now = 0
  const log = { warn: (members: object) => lines.push(members) } as unknown as Logger
  const refused = refusedCallers(log, () => now)
  refused('C1')
  refused('C1')
  now = 59_999
  refused('C2')
  expect(lines).toEqual([{ concentrator: 'C1', count: 1 }])
  now = 60_000
  refused('C3')
  expect(lines).toEqual([
    { concentrator: 'C1', count: 1 },
    { concentrator: 'C3', count: 3 },
  ])
})
