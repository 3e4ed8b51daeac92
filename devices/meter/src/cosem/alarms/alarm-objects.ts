import { data, dateTimeAt, encodeDateTime, obisToOctets, obis as parseObis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { alarmRegisters, type MeterAlarmRegister } from '../../store/alarms/alarms.ts'
import { read } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { captured } from '../profiles/capture-objects.ts'
import { countedColumn } from '../profiles/profile-buffer.ts'
import { bitsAttribute } from './bits.ts'
import { feltAgenda } from './felt.ts'
import { oneRow } from './one-row.ts'

const names = {
  1: [obisCodes.alarmRegister, obisCodes.alarmFilter, obisCodes.alarmDescriptor],
  2: [obisCodes.alarmRegister2, obisCodes.alarmFilter2, obisCodes.alarmDescriptor2],
  3: [obisCodes.alarmRegister3, obisCodes.alarmFilter3, obisCodes.alarmDescriptor3],
} as const

/** An alarm register, its filter and its descriptor (class 1). */
function alarmsOf(number: MeterAlarmRegister): readonly ObjectEntry[] {
  const [register, filter, descriptor] = names[number]
  return [
    object(classes.data, register, {
      value: bitsAttribute(
        ({ store }) => store.alarms.read('register', number),
        ({ store, now }, bits) => {
          const before = store.alarms.read('register', number)
          if (!store.alarms.keep('register', number, bits)) return false
          if (bits !== before) store.events.record('alarmRegisterCleared', now)
          return true
        },
      ),
    }),
    object(classes.data, filter, {
      value: bitsAttribute(
        ({ store }) => store.alarms.read('filter', number),
        ({ store, now }, bits) => {
          if (!store.alarms.letThrough(number, bits)) return false
          store.events.record('parametersChanged', now)
          return true
        },
      ),
    }),
    object(classes.data, descriptor, {
      value: bitsAttribute(
        ({ store }) => store.alarms.read('descriptor', number),
        ({ store }, bits) => store.alarms.keep('descriptor', number, bits),
      ),
    }),
  ]
}

/** Faults that still hold (class 1); what harm brings about later raises its alarms here. */
const errorRegister = object(
  classes.data,
  obisCodes.errorRegister,
  {
    value: bitsAttribute(
      ({ store, now }) => store.errors.register(now),
      ({ store, now }, bits) => {
        const before = store.errors.register(now)
        if (!store.errors.clear(bits, now)) return false
        if (store.errors.register(now) !== before) store.events.record('errorRegisterCleared', now)
        return true
      },
    ),
  },
  {},
  { agenda: feltAgenda },
)

/** Log, number and time of the event that set a bit of a descriptor last; null-data before the first. */
const lastAlarmEvent = object(classes.data, obisCodes.lastAlarmEvent, {
  value: read(({ store }) => {
    const { cause } = store.alarms
    if (cause === undefined) return data.nothing()
    return data.structure(
      data.octets(obisToOctets(parseObis(cause.log))),
      data.unsigned(cause.code),
      data.octets(encodeDateTime(dateTimeAt(cause.shown, store.clock.zone))),
    )
  }),
})

export const alarmObjects: readonly ObjectEntry[] = [
  ...alarmRegisters.flatMap(alarmsOf),
  errorRegister,
  oneRow(
    obisCodes.alarmProfile,
    alarmRegisters.map(number => captured(1, names[number][0])),
    ({ alarms }) =>
      alarmRegisters.map(number => countedColumn(Float64Array.of(alarms.read('register', number)))),
  ),
  oneRow(obisCodes.errorProfile, [captured(1, obisCodes.errorRegister)], ({ errors }, now) => [
    countedColumn(Float64Array.of(errors.register(now))),
  ]),
  lastAlarmEvent,
]
