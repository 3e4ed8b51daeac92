import { encodeData, zone } from '@ferraris/cosem'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QuarterRows } from '../../store/load-profile.ts'
import { encodeQuarterRows } from './load-profile-buffer.ts'
import { quarterRowsData } from './profile-rows.ts'

const zones = fc.constantFrom('Europe/Rome', 'UTC', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe')
const columns = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1 })
const registers = fc.integer({ min: -5, max: 2 ** 33 })

/** Rows at any distance, as after a clock was set, around a time of which the changes of the clocks are part. */
const rows = fc
  .tuple(
    fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 }),
    fc.array(
      fc.record({
        step: fc.constantFrom(900, 900, 900, 3600, 86_400, -900),
        status: fc.nat(255),
        values: fc.tuple(registers, registers, registers, registers),
      }),
      { maxLength: 300 },
    ),
  )
  .map(([start, list]): QuarterRows => {
    let shown = start
    const column = (index: number) => Float64Array.from(list, ({ values }) => values[index])
    return {
      count: list.length,
      shown: Float64Array.from(list, ({ step }) => (shown += step)),
      status: Uint8Array.from(list, ({ status }) => status),
      values: [column(0), column(1), column(2), column(3)],
    }
  })

test('the tuned encoder of the load profile writes what the generic one writes', () => {
  fc.assert(
    fc.property(rows, columns, zones, (found, wanted, id) => {
      const tuned = encodeQuarterRows(found, wanted, zone(id))
      expect(Buffer.from(tuned)).toEqual(Buffer.from(encodeData(quarterRowsData(found, wanted, zone(id)))))
    }),
    { numRuns: 300 },
  )
})
