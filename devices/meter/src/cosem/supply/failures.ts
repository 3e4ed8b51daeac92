import { type Data, data, dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Phases } from '../../metrology/sample.ts'
import type { FailuresOf } from '../../store/supply/supply-failures.ts'
import { overTime } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { register } from '../registers/registers.ts'

/** Places in value group E of 0.0.96.7 (IEC 62056-6-1): failures of all phases, of one each, and of any. */
const places: readonly (readonly [of: FailuresOf, count: number, others: number])[] = [
  ['all', 0, 0],
  [0, 1, 1],
  [1, 2, 2],
  [2, 3, 3],
  // 4 is the auxiliary supply, which the meter does not have; the count of any stands apart.
  ['any', 21, 4],
]

function value(name: string, of: (context: Context) => Data): ObjectEntry {
  return object(classes.data, name, { value: overTime(of) })
}

/** Counters, times and durations of failures of the supply: 0.0.96.7.0 to .19, and .21. */
export function failureObjects(phases: Phases): readonly ObjectEntry[] {
  return places.flatMap(([of, count, other]) => {
    if (typeof of === 'number' && (phases === 1 || of >= phases)) return []
    const found = ({ store, now }: Context) => store.failures.count(of, now)
    return [
      value(`0.0.96.7.${count}.255`, context => data.doubleLongUnsigned(found(context).count)),
      value(`0.0.96.7.${5 + other}.255`, context => data.doubleLongUnsigned(found(context).long)),
      value(`0.0.96.7.${10 + other}.255`, context => {
        const { clock } = context.store
        const { last } = found(context)
        return last === undefined
          ? data.nothing()
          : data.octets(encodeDateTime(dateTimeAt(clock.read(last.from), clock.zone)))
      }),
      register(
        `0.0.96.7.${15 + other}.255`,
        context => {
          const { lastLong } = found(context)
          return data.doubleLongUnsigned(lastLong === undefined ? 0 : lastLong.to - lastLong.from)
        },
        0,
        's',
      ),
    ]
  })
}
