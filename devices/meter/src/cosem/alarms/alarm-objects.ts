import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { everyAlarm, obisCodes } from '@ferraris/metering'
import { writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'

/** Bits that a client writes: whole, and no more than 32. */
function bitsOf(value: Data): number | undefined {
  const bits = numberOf(value)
  return bits !== undefined && Number.isInteger(bits) && bits >= 0 && bits <= 0xffffffff ? bits : undefined
}

function register(of: 'register' | 'descriptor') {
  return {
    value: writable(
      ({ store }: Context) => data.doubleLongUnsigned(store.alarms.read(of)),
      ({ store, now }, value) => {
        const bits = bitsOf(value)
        if (bits === undefined) return 'type-unmatched'
        return store.memory.atomically(() => {
          const before = store.alarms.read(of)
          if (!store.alarms.keep(of, bits)) return 'other-reason'
          if (of === 'register' && bits !== before) store.events.record('alarmRegisterCleared', now)
          return 'success'
        })
      },
    ),
  }
}

/** Alarm register 1, its filter and its descriptor (class 1). */
export const alarmObjects: readonly ObjectEntry[] = [
  object(classes.data, obisCodes.alarmRegister, register('register')),
  object(classes.data, obisCodes.alarmFilter, {
    value: writable(
      ({ store }) => data.doubleLongUnsigned(store.alarms.filter),
      ({ store, now }, value) => {
        const bits = bitsOf(value)
        if (bits === undefined) return 'type-unmatched'
        // A bit that no alarm has can never be let through.
        if ((bits & ~everyAlarm) !== 0) return 'other-reason'
        store.memory.atomically(() => {
          store.alarms.filter = bits
          store.events.record('parametersChanged', now)
        })
        return 'success'
      },
    ),
  }),
  object(classes.data, obisCodes.alarmDescriptor, register('descriptor')),
]
