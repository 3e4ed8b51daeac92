import type { ObjectEntry } from '../faces/cosem/object-table.ts'
import { calendarAgenda } from './activity-calendar.ts'
import type { Due } from './due.ts'
import { limiterAgenda } from './limiter.ts'
import { accountAgenda } from './payment/balance.ts'
import { priceAgenda } from './payment/price-change.ts'
import type { Programme } from './programme.ts'
import { pushAgenda } from './push.ts'
import { registerMonitorAgenda } from './register-monitor.ts'
import { scheduleAgenda } from './schedule.ts'
import { singleActionAgenda } from './single-action-schedule.ts'

/** The first thing due of one object within (since, until], in true time. */
export type AgendaOf = (
  programme: Programme,
  object: ObjectEntry,
  since: number,
  until: number,
) => Due | undefined

/** Which classes have things due, by class. */
export const agendaByClass: Readonly<Record<number, AgendaOf>> = {
  10: scheduleAgenda,
  20: calendarAgenda,
  21: registerMonitorAgenda,
  22: singleActionAgenda,
  40: pushAgenda,
  71: limiterAgenda,
  111: accountAgenda,
  113: priceAgenda,
}
