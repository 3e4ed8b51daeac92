import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import { writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { outcome } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { specialDayTable } from '../schedules/special-days.ts'
import { replan } from './tariff-switching.ts'

const { specialDaysTable } = classes

type SpecialDay = ValueTypeOf<typeof specialDaysTable.methods.insert.type>

/** Special days at most. */
const mostDays = 400

function entries({ automation, now }: Context) {
  return specialDayTable(automation, now)
}

/** False for too many, and where no legal change is taken any more. */
function keepDays({ automation, store, now }: Context, days: readonly SpecialDay[]): boolean {
  if (days.length > mostDays || store.legalChanges.isFull) return false
  automation.change(now, () => {
    automation.settings.put(specialDaysTable, obisCodes.specialDays, 'entries', days)
    replan(automation, now, 'specialDays')
  })
  return true
}

export const specialDays = object(
  specialDaysTable,
  obisCodes.specialDays,
  { entries: writable(entries, (context, days) => allowed(keepDays(context, days))) },
  {
    // IEC 62056-6-2, class 11, method 1: a day, or another one in the place of that index.
    insert: (context, day) => {
      const others = entries(context).filter(({ index }) => index !== day.index)
      return outcome(
        keepDays(
          context,
          [...others, day].sort((a, b) => a.index - b.index),
        ),
      )
    },
    delete: (context, index) =>
      outcome(
        keepDays(
          context,
          entries(context).filter(day => day.index !== index),
        ),
      ),
  },
)
