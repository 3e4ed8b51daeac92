import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { nextOnClock } from '../../automation/due.ts'
import { nextMoment } from '../../calendar/moments.ts'
import { settle } from './balance.ts'

const { charge } = classes

/** The price to come takes over; what was used before is settled at the old one. */
export function activatePrice(automation: Automation, name: Obis, now: number): void {
  automation.change(now, () => {
    settle(automation, now)
    const { settings } = automation
    settings.put(charge, name, 'unitChargeActive', settings.get(charge, name, 'unitChargePassive'))
  })
}

/** A price takes over at its time (IEC 62056-6-2, class 113, unit_charge_activation_time). */
export const priceAgenda: Agenda = (automation, { obis }, since, until) => {
  const time = automation.settings.get(charge, obis, 'unitChargeActivationTime')
  if (time.year === undefined || time.hour === undefined) return undefined
  const { clock } = automation.store
  const moment = nextOnClock(clock, since, until, (shown, last) => nextMoment(time, clock.zone, shown, last))
  return moment && { at: moment.at, run: () => activatePrice(automation, obis, moment.at) }
}
