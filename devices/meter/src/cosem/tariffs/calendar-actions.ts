import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { type Action, decoded, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import type { Write } from '../model/writes.ts'
import { specialDaysName, specialDayTable } from '../schedules/special-days.ts'
import { activatePassiveCalendar } from './activity-calendar.ts'
import { isSameName } from './calendar-sources.ts'
import { replan } from './tariff-switching.ts'

/** activate_passive_calendar (IEC 62056-6-2, class 20, method 1). */
export const activateCalendar: Action = ({ automation, object, now }) =>
  automation.change(now, () => activatePassiveCalendar(automation, object.obis, now))
    ? done
    : { result: 'other-reason' }

type SpecialDay = ValueTypeOf<typeof classes.specialDaysTable.methods.insert.type>
/** Special days at most. */
const mostDays = 400

function keepDays({ automation, now }: Context, days: readonly SpecialDay[]): boolean {
  if (days.length > mostDays) return false
  automation.change(now, () => {
    automation.settings.put(classes.specialDaysTable, specialDaysName, 'entries', days)
    replan(automation, now)
  })
  return true
}

/** Writes the whole table of special days. */
export const writeSpecialDays: Write = (context, value) => {
  const days = decoded(classes.specialDaysTable.attributes.entries.type, value)
  if (days === undefined) return 'type-unmatched'
  return keepDays(context, days) ? 'success' : 'other-reason'
}

/** insert (class 11, method 1): a day, or another one in the place of that index. */
export const insertSpecialDay: Action = (context, parameter) => {
  const day = parameter && decoded(classes.specialDaysTable.methods.insert.type, parameter)
  if (day === undefined) return { result: 'type-unmatched' }
  const others = specialDayTable(context.automation, context.now).filter(({ index }) => index !== day.index)
  const days = [...others, day].sort((a, b) => a.index - b.index)
  return keepDays(context, days) ? done : { result: 'other-reason' }
}

/** delete (method 2). */
export const deleteSpecialDay: Action = (context, parameter) => {
  const index = parameter && decoded(classes.specialDaysTable.methods.delete.type, parameter)
  if (index === undefined) return { result: 'type-unmatched' }
  keepDays(
    context,
    specialDayTable(context.automation, context.now).filter(day => day.index !== index),
  )
  return done
}

const { methods } = classes.registerActivation
/** Registers assigned and masks at most. */
const most = 32

/** add_register (class 6, method 1). */
export const addRegister: Action = ({ automation, object, now }, parameter) => {
  const register = parameter && decoded(methods.addRegister.type, parameter)
  if (register === undefined) return { result: 'type-unmatched' }
  const assigned = automation.settings.get(classes.registerActivation, object.obis, 'registerAssignment')
  if (assigned.length >= most) return { result: 'other-reason' }
  const registers = [...assigned, register]
  automation.change(now, () =>
    automation.settings.put(classes.registerActivation, object.obis, 'registerAssignment', registers),
  )
  return done
}

/** add_mask (method 2): a mask, or another one under that name. */
export const addMask: Action = (context, parameter) => {
  const mask = parameter && decoded(methods.addMask.type, parameter)
  if (mask === undefined) return { result: 'type-unmatched' }
  return changeMasks(context, masks => [...masks.filter(({ name }) => !isSameName(name, mask.name)), mask])
}

/** delete_mask (method 3). */
export const deleteMask: Action = (context, parameter) => {
  const name = parameter && decoded(methods.deleteMask.type, parameter)
  if (name === undefined) return { result: 'type-unmatched' }
  return changeMasks(context, masks => masks.filter(mask => !isSameName(mask.name, name)))
}

type Masks = ValueTypeOf<typeof classes.registerActivation.attributes.maskList.type>

function changeMasks({ automation, object, now }: Context, change: (masks: Masks) => Masks) {
  const masks = change(automation.settings.get(classes.registerActivation, object.obis, 'maskList'))
  if (masks.length > most) return { result: 'other-reason' } as const
  automation.change(now, () => {
    automation.settings.put(classes.registerActivation, object.obis, 'maskList', masks)
    replan(automation, now)
  })
  return done
}
