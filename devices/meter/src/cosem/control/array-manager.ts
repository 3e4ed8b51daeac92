import { type Data, data, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { ActionAnswer } from '@ferraris/dlms/server'
import { obisCodes } from '@ferraris/metering'
import { setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type Action, answer, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { isCapturable } from '../profiles/capturable.ts'
import { scheduleName } from '../schedules/schedule.ts'

const { arrayManager } = classes

interface ManagedArray {
  readonly entries: readonly Data[]
  keep(entries: readonly Data[]): ActionAnswer
}

/** The array that a number stands for, and how to write it back. */
function managed({ automation, object, now }: Context, id: number): ManagedArray | undefined {
  const list = automation.settings.get(arrayManager, object.obis, 'arrayObjectList')
  const target = list.find(known => known.id === id)?.target
  const value = target && automation.self.read(target, now)
  if (target === undefined || value?.type !== 'array') return undefined
  return {
    entries: value.value,
    keep(entries) {
      const result = automation.self.write(target, data.array(...entries), now)
      return result === 'success' || result === 'type-unmatched' ? { result } : refused
    },
  }
}

type Range = ValueTypeOf<typeof arrayManager.methods.retrieveEntries.type>
type Placed = ValueTypeOf<typeof arrayManager.methods.insertEntry.type>

/** A range of entries, counted from 1. */
function withRange(act: (array: ManagedArray, range: Range) => ActionAnswer): Action<Range> {
  return (context, range) => {
    const array = managed(context, range.arrayId)
    const exists =
      array !== undefined && range.from >= 1 && range.from <= range.to && range.to <= array.entries.length
    return exists ? act(array, range) : refused
  }
}

/** A place counted from 1, with an entry in it that is replaced, or none. */
function withPlace(replaced: 0 | 1): Action<Placed> {
  return (context, { arrayId, at, entry }) => {
    const array = managed(context, arrayId)
    const last = (array?.entries.length ?? 0) + 1 - replaced
    if (array === undefined || at < 1 || at > last) return refused
    return array.keep(array.entries.toSpliced(at - 1, replaced, entry))
  }
}

function target(id: number, classId: number, name: Obis, attribute: number) {
  return { id, target: { classId, obis: name, attribute } }
}

/** Entries of arrays, without writing them whole (IEC 62056-6-2, class 123). */
export const arrays = object(
  arrayManager,
  '0.0.18.0.0.255',
  {
    arrayObjectList: setting(
      [
        target(1, 11, obisCodes.specialDays, 2),
        target(2, 10, scheduleName, 2),
        target(3, 20, obisCodes.activityCalendar, 9),
        target(4, 9, obisCodes.disconnectScripts, 2),
      ],
      {
        // An array manager must not manage its own array, or captured objects.
        rule: list => allowed(list.every(({ target }) => isCapturable(target) && target.classId !== 123)),
      },
    ),
  },
  {
    retrieveNumberOfEntries: (context, id) => {
      const array = managed(context, id)
      return array === undefined ? refused : answer(data.longUnsigned(array.entries.length))
    },
    retrieveEntries: withRange(({ entries }, { from, to }) =>
      answer(data.array(...entries.slice(from - 1, to))),
    ),
    insertEntry: withPlace(0),
    updateEntry: withPlace(1),
    removeEntries: withRange(({ entries, keep }, { from, to }) =>
      keep(entries.toSpliced(from - 1, to - from + 1)),
    ),
  },
)
