import type { Obis } from '@ferraris/cosem'
import type { CaptureObject } from '@ferraris/cosem/values'
import type { MeterStore } from '../../store/meter-store.ts'
import type { ObjectEntry } from '../model/object.ts'
import { clockColumn } from '../model/selective-access.ts'
import { type Column, rowsOf, timeColumn } from '../profiles/profile-buffer.ts'
import { profile } from '../profiles/profiles.ts'

/** A profile form of registers (IEC 62056-6-1, 0.b.97.97.255 and 0.b.97.98.255): one row, of this moment. */
export function oneRow(
  name: Obis,
  captured: readonly CaptureObject[],
  columns: (store: MeterStore, now: number) => Column[],
): ObjectEntry {
  return profile(name, {
    capturePeriod: 0,
    captured: [clockColumn, ...captured],
    columns(store, { by, from, to }, now) {
      const shown = store.clock.read(now)
      const place = by === 'time' ? shown : 1
      const row = [timeColumn([shown]), ...columns(store, now)]
      return from <= place && place <= to ? row : row.map(column => rowsOf(column, []))
    },
    entriesInUse: () => 1,
    capacity: () => 1,
  })
}
