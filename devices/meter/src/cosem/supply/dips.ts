import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { overTime } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { register } from '../registers/registers.ts'

/** Places in value group D: how many, how long the last one was, how far (IEC 62056-6-1). */
const places = { sag: 32, swell: 36 } as const

/** Sags and swells of one phase, 1 … 3. */
export function dipRegisters(phase: 1 | 2 | 3): readonly ObjectEntry[] {
  const c = 20 * phase + 12
  return (['sag', 'swell'] as const).flatMap(of => {
    const d = places[of]
    return [
      object(classes.data, `1.0.${c}.${d}.0.255`, {
        value: overTime(({ store, now }) => data.longUnsigned(store.quality.dips(of, now, phase - 1).count)),
      }),
      register(
        `1.0.${c}.${d + 1}.0.255`,
        ({ store, now }) =>
          data.doubleLongUnsigned(10 * (store.quality.dips(of, now, phase - 1).last?.duration ?? 0)),
        -1,
        's',
      ),
      register(
        `1.0.${c}.${d + 2}.0.255`,
        ({ store, now }) => data.longUnsigned(store.quality.dips(of, now, phase - 1).last?.voltage ?? 0),
        -1,
        'V',
      ),
    ]
  })
}
