import { expect, test } from 'vitest'
import { summaryOf } from './step-summary.ts'

test.each([
  [{ state: 'disconnected' }, 'state disconnected'],
  [{ before: 3, after: 4 }, 'before 3, after 4'],
  [{ version: 'FERRARIS 0.2' }, 'version FERRARIS 0.2'],
  [
    { time: '2026-11-21T12:00:00+01:00', offsetSeconds: 0 },
    'time 2026-11-21T12:00:00+01:00, offsetSeconds 0',
  ],
  [
    {
      clock: { time: '2026-11-21T12:00:00+01:00', offsetSeconds: null },
      registers: Array.from({ length: 40 }, (_, i) => ({ obis: '1.0.1.8.0.255', value: i, unit: 'Wh' })),
    },
    'time 2026-11-21T12:00:00+01:00, offsetSeconds unknown, 40 registers',
  ],
  [undefined, 'unknown'],
])('the result of a step is told whole: %#', (value, text) => {
  expect(summaryOf(value)).toBe(text)
})
