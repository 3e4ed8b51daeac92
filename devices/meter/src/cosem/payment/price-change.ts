import { classes, type Obis } from '@ferraris/cosem'
import type { AgendaOf } from '../../automation/agendas.ts'
import type { Programme } from '../../automation/automation.ts'
import { nextOnClock } from '../../automation/due.ts'
import { nextMoment } from '../../calendar/moments.ts'
import { settle } from './balance.ts'

const { charge } = classes

/** The price to come takes over; what was used before is settled at the old one. */
export function activatePrice(programme: Programme, name: Obis, now: number): void {
  programme.change(now, () => {
    settle(programme, now)
    const { settings } = programme
    settings.put(charge, name, 'unitChargeActive', settings.get(charge, name, 'unitChargePassive'))
  })
}

/** A price takes over at its time (IEC 62056-6-2, class 113, unit_charge_activation_time). */
export const priceAgenda: AgendaOf = (programme, { obis }, since, until) => {
  const time = programme.settings.get(charge, obis, 'unitChargeActivationTime')
  if (time.year === undefined || time.hour === undefined) return undefined
  const { clock } = programme.store
  const moment = nextOnClock(clock, since, until, (shown, last) => nextMoment(time, clock.zone, shown, last))
  return moment && { at: moment.at, run: () => activatePrice(programme, obis, moment.at) }
}
