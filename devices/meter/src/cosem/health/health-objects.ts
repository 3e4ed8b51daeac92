import { type Data, data, dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { batteryAt } from '../../store/health/battery.ts'
import { type Tampering, tamperCount } from '../../store/health/tampering.ts'
import { overTime } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { register } from '../registers/registers.ts'

function battery({ store, now }: Context) {
  return batteryAt(store.harms, store.clock.begin, now)
}

function value(name: string, of: (context: Context) => Data): ObjectEntry {
  return object(classes.data, name, { value: overTime(of) })
}

/** Battery of the clock: hours in use, % left, V, days left (IEC 62056-6-1, 0.b.96.6). */
const batteryObjects: readonly ObjectEntry[] = [
  value('0.0.96.6.0.255', context => data.doubleLongUnsigned(battery(context).used)),
  value('0.0.96.6.1.255', context => data.unsigned(battery(context).charge)),
  value(obisCodes.batteryVoltage, context => ({
    type: 'float32',
    value: Math.fround(battery(context).voltage / 100),
  })),
  value(obisCodes.batteryLeft, context => data.longUnsigned(Math.floor(battery(context).left / 24))),
]

/** The first of four objects in 0.0.96.20 of each kind. */
const groups = { 'meter-cover': 0, 'terminal-cover': 5, magnet: 15 } as const satisfies Record<
  Tampering,
  number
>

/** Number, begin and seconds of the last, and seconds of all (IEC 62056-6-1, 0.b.96.20). */
const tamperCounters: readonly ObjectEntry[] = (Object.keys(groups) as Tampering[]).flatMap(kind => {
  const counted = ({ store, now }: Context) => tamperCount(store, kind, now)
  const name = (place: number) => `0.0.96.20.${groups[kind] + place}.255`
  return [
    value(name(0), context => data.doubleLongUnsigned(counted(context).count)),
    object(classes.data, name(1), {
      value: overTime(context => {
        const { last } = counted(context)
        const { clock } = context.store
        return last === undefined
          ? data.nothing()
          : data.octets(encodeDateTime(dateTimeAt(clock.read(last), clock.zone)))
      }),
    }),
    register(name(2), context => data.doubleLongUnsigned(counted(context).lastSeconds), 0, 's'),
    register(name(3), context => data.doubleLongUnsigned(counted(context).totalSeconds), 0, 's'),
  ]
})

/** What a meter says of its own health. */
export const healthObjects: readonly ObjectEntry[] = [
  ...batteryObjects,
  register(obisCodes.temperature, ({ store, now }) => data.long(store.temperature(now)), -1, '°C'),
  ...tamperCounters,
]
