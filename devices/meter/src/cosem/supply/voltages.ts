import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Phases } from '../../metrology/sample.ts'
import { type VoltageOver, voltagePeriods, voltageRows } from '../../store/supply/voltage-profile.ts'
import { overTime, read } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { clockColumn } from '../model/selective-access.ts'
import { captured, statusColumn } from '../profiles/capture-objects.ts'
import { countedColumn, octetColumn, timeColumn } from '../profiles/profile-buffer.ts'
import { profile } from '../profiles/profiles.ts'
import { inUnit, register } from '../registers/registers.ts'

/** Value group D: minimum, last average and maximum of averaging scheme 3 (IEC 62056-6-1). */
const places = [
  [23, 'least'],
  [25, 'mean'],
  [26, 'most'],
] as const satisfies readonly (readonly [number, keyof VoltageOver])[]

function voltageName(phase: number, d: number): string {
  return `1.0.${20 * phase + 32}.${d}.0.255`
}

const profiles = [
  ['1.0.99.1.1.255', 'quarters'],
  ['1.0.99.1.2.255', 'tenMinutes'],
] as const

/** The voltages of the phases over periods: those of the last ten minutes as registers, and two profiles. */
export function voltageObjects(phases: Phases): readonly ObjectEntry[] {
  const numbers = Array.from({ length: phases }, (_, phase) => phase)
  const registers = numbers.flatMap(phase =>
    places.map(([d, of]) =>
      register(
        voltageName(phase, d),
        ({ store, now }) => data.longUnsigned(store.quality.lastVoltages(now)[phase]?.[of] ?? 0),
        -1,
        'V',
      ),
    ),
  )
  const neutral = object(classes.register, obisCodes.currentNeutral, {
    value: overTime(({ store, now }) => data.doubleLongUnsigned(store.quality.neutralCurrent(now))),
    scalerUnit: read(inUnit(-2, 'A')),
  })
  const columns = numbers.flatMap(phase => places.map(([d]) => captured(3, voltageName(phase, d))))
  return [
    ...registers,
    neutral,
    ...profiles.map(([name, of]) =>
      profile(obis(name), {
        capturePeriod: voltagePeriods[of],
        captured: [clockColumn, statusColumn, ...columns],
        columns(store, { by, from, to }, now) {
          const kept = store.quality.voltageProfile(of)
          const rows = by === 'time' ? kept.range(from, to, now) : kept.entries(from, to, now)
          return [
            timeColumn(rows.map(({ shown }) => shown)),
            octetColumn(rows.map(({ status }) => status)),
            ...numbers.flatMap(phase =>
              places.map(([, value]) =>
                countedColumn(Float64Array.from(rows, ({ phases }) => phases[phase]?.[value] ?? 0)),
              ),
            ),
          ]
        },
        entriesInUse: (store, now) => store.quality.voltageProfile(of).entriesInUse(now),
        capacity: () => voltageRows[of],
      }),
    ),
  ]
}
