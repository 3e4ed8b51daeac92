import { toHex } from '@ferraris/bytes'
import { classes, type Data, data } from '@ferraris/cosem'
import { specialDayTable } from '../../programme/special-days.ts'
import { registerActivation, tariffOfMask } from '../../programme/tariff-switching.ts'
import type { Context } from './context.ts'

const { seasonProfileActive, weekProfileTableActive, dayProfileTableActive } =
  classes.activityCalendar.attributes

export const calendarName = ({ store, now }: Context): Data => data.octets(store.tariffProgramme(now).name)

export const calendarSeasons = ({ store, now }: Context): Data =>
  seasonProfileActive.type.encode(store.tariffProgramme(now).seasons)

export const calendarWeeks = ({ store, now }: Context): Data =>
  weekProfileTableActive.type.encode(store.tariffProgramme(now).weeks)

export const calendarDays = ({ store, now }: Context): Data =>
  dayProfileTableActive.type.encode(store.tariffProgramme(now).days)

export const specialDayEntries = ({ programme, now }: Context): Data =>
  classes.specialDaysTable.attributes.entries.type.encode(specialDayTable(programme, now))

/** active_mask (class 6): the mask with the register of the tariff that holds; no name where there is none. */
export const activeMask = ({ programme: { settings }, store, now }: Context): Data => {
  const active = store.activeTariff(now)
  const masks = settings.get(classes.registerActivation, registerActivation, 'maskList')
  const found = masks.find(({ name }) => tariffOfMask(settings, name) === active)
  return data.octets(found?.name ?? new Uint8Array())
}

export const isSameName = (a: Uint8Array, b: Uint8Array): boolean => toHex(a) === toHex(b)
