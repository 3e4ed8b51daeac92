import { toHex } from '@ferraris/bytes'
import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Context } from '../model/context.ts'
import { specialDayTable } from '../schedules/special-days.ts'
import { registerActivation, tariffOfMask } from './tariff-switching.ts'

const { seasonProfileActive, weekProfileTableActive, dayProfileTableActive } =
  classes.activityCalendar.attributes

export function calendarName({ store, now }: Context): Data {
  return data.octets(store.tariffProgramme(now).name)
}

export function calendarSeasons({ store, now }: Context): Data {
  return seasonProfileActive.type.encode(store.tariffProgramme(now).seasons)
}

export function calendarWeeks({ store, now }: Context): Data {
  return weekProfileTableActive.type.encode(store.tariffProgramme(now).weeks)
}

export function calendarDays({ store, now }: Context): Data {
  return dayProfileTableActive.type.encode(store.tariffProgramme(now).days)
}

export function specialDayEntries({ automation, now }: Context): Data {
  return classes.specialDaysTable.attributes.entries.type.encode(specialDayTable(automation, now))
}

/** active_mask (class 6): the mask with the register of the tariff that holds; no name where there is none. */
export function activeMask({ automation: { settings }, store, now }: Context): Data {
  const active = store.activeTariff(now)
  const masks = settings.get(classes.registerActivation, registerActivation, 'maskList')
  const found = masks.find(({ name }) => tariffOfMask(settings, name) === active)
  return data.octets(found?.name ?? new Uint8Array())
}

export function isSameName(a: Uint8Array, b: Uint8Array): boolean {
  return toHex(a) === toHex(b)
}
