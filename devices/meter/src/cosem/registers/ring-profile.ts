import { obisCodes } from '@ferraris/metering'
import type { SecondRecord } from '../../metrology/ring/second-record.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import type { ObjectEntry } from '../model/object.ts'
import { clockColumn } from '../model/selective-access.ts'
import { captured } from '../profiles/capture-objects.ts'
import { countedColumn, type Rows, timeColumn } from '../profiles/profile-buffer.ts'
import { profile } from '../profiles/profiles.ts'

const columns = [
  [obisCodes.activeEnergyImport, 'activeEnergy'],
  [obisCodes.reactiveEnergyImport, 'reactiveEnergy'],
  [obisCodes.apparentEnergyImport, 'apparentEnergy'],
  [obisCodes.activePowerImport, 'activePower'],
  [obisCodes.reactivePowerImport, 'reactivePower'],
  [obisCodes.apparentPowerImport, 'apparentPower'],
] as const satisfies readonly (readonly [string, keyof SecondRecord])[]

/** Records by the clock, which may have been set meanwhile, or by their place. */
function recordsOf({ ring, clock }: MeterStore, { by, from, to }: Rows, now: number): SecondRecord[] {
  const { tail } = ring.span(now)
  if (by === 'entry') return ring.records(tail + Math.max(1, from) - 1, tail + to, now)
  return ring.records(tail, now + 1, now).filter(({ at }) => {
    const shown = clock.read(at)
    return from <= shown && shown <= to
  })
}

/** The ring of metrology: a record each second, the last hour (our choice). */
export const ringProfile: ObjectEntry = profile(obisCodes.metrologyRing, {
  capturePeriod: 1,
  captured: [clockColumn, ...columns.map(([name]) => captured(3, name))],
  columns(store, rows, now) {
    const records = recordsOf(store, rows, now)
    return [
      timeColumn(records.map(({ at }) => store.clock.read(at))),
      ...columns.map(([, of]) => countedColumn(Float64Array.from(records, record => record[of]))),
    ]
  },
  entriesInUse: ({ ring }, now) => ring.length(now),
  capacity: ({ ring }) => ring.size,
})
