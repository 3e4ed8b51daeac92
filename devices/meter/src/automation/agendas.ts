import { limiterAgenda } from '../cosem/limiter/limiter.ts'
import type { ObjectEntry } from '../cosem/model/object-table.ts'
import { registerMonitorAgenda } from '../cosem/monitors/register-monitor.ts'
import { accountAgenda } from '../cosem/payment/balance.ts'
import { priceAgenda } from '../cosem/payment/price-change.ts'
import { pushAgenda } from '../cosem/push/push.ts'
import { scheduleAgenda } from '../cosem/schedules/schedule.ts'
import { singleActionAgenda } from '../cosem/schedules/single-action-schedule.ts'
import { calendarAgenda } from '../cosem/tariffs/activity-calendar.ts'
import type { Automation } from './automation.ts'
import type { Due } from './due.ts'

/** The first thing due of one object within (since, until], in true time. */
export type AgendaOf = (
  automation: Automation,
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
