import { severities } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { activitiesHalted } from './activities.ts'
import { backupsLate } from './backups.ts'
import { approvalsWaiting, configurationsDiffer, protectedAttempts } from './brakes.ts'
import { clockJumped } from './clock.ts'
import { concentratorProblems } from './concentrators.ts'
import { devicesNotRevoked } from './customer-devices.ts'
import { firmwareStayedAway } from './firmware.ts'
import type { Found, Search } from './found.ts'
import { incidentsOpen } from './incidents.ts'
import { actions, type ProblemKind } from './kinds.ts'
import { messagesDead, messagesWaiting } from './messages.ts'
import { daysInvalid } from './meter-data.ts'
import { clocksOff, failing, readingsLate, refusing, silentElsewhere, silentOnLines } from './meters.ts'
import { ordersFailed, ordersStuck } from './orders.ts'
import { resultsRefused } from './refused-results.ts'
import type { Problem } from './schemas.ts'
import { suppliesDiffer } from './supplies.ts'

/** No operator reads more at once: the worst ones come first. */
const mostShown = 100

const searches: readonly Search[] = [
  clockJumped,
  backupsLate,
  concentratorProblems,
  resultsRefused,
  incidentsOpen,
  silentOnLines,
  silentElsewhere,
  refusing,
  failing,
  ordersFailed,
  ordersStuck,
  activitiesHalted,
  approvalsWaiting,
  protectedAttempts,
  suppliesDiffer,
  configurationsDiffer,
  devicesNotRevoked,
  firmwareStayedAway,
  readingsLate,
  daysInvalid,
  clocksOff,
  messagesDead,
  messagesWaiting,
]

/** What is wrong, the worst first, and how much there is of it altogether. */
export async function findProblems(
  db: Kysely<Tables>,
  now: number,
): Promise<{ problems: Problem[]; total: number }> {
  const found = (await Promise.all(searches.map(search => search(db, now)))).flat()
  const problems = found.toSorted(byGravity).slice(0, mostShown).map(problemOf)
  return { problems, total: found.length }
}

/** The gravest first, then what touches most, then the oldest. */
function byGravity(a: Found, b: Found): number {
  const graver = severities.indexOf(a.severity) - severities.indexOf(b.severity)
  return graver || b.count - a.count || a.since.getTime() - b.since.getTime()
}

function problemOf({ since, activity, incident, ...found }: Found): Problem {
  const one = { ...found, endDevice: found.count === 1 ? found.endDevice : null }
  const href =
    incident !== undefined
      ? `/alarms/incidents/${incident}`
      : activity === undefined
        ? hrefOf(one)
        : `/orders/activities/${encodeURIComponent(activity)}`
  return { ...one, since: since.toISOString(), action: actions[one.kind], href }
}

/** The page of the console with what there is to see. */
function hrefOf({
  kind,
  concentrator,
  endDevice,
}: Pick<Found, 'kind' | 'concentrator' | 'endDevice'>): string {
  if (kind === 'approvals-waiting') return '/approvals?state=waiting'
  const part = partOf[kind] ?? ''
  if (endDevice !== null) return `/meters/${encodeURIComponent(endDevice)}${part}`
  if (concentrator === null) return listOf[kind] ?? '/meters'
  const page = `/network/concentrators/${encodeURIComponent(concentrator)}${part}`
  return kind === 'meters-silent' ? `${page}?show=silent` : page
}

const partOf: Partial<Record<ProblemKind, string>> = {
  'orders-failed': '/orders',
  'orders-stuck': '/orders',
  'firmware-stayed-away': '/orders',
  'supplies-differ': '/orders',
  'devices-not-revoked': '/customer',
  'results-refused': '/refused',
}

const listOf: Partial<Record<ProblemKind, string>> = {
  'days-invalid': '/findings/data',
  'destination-away': '/messages?state=waiting',
  'messages-dead': '/messages?state=dead',
  'messages-waiting': '/messages?state=waiting',
  'meters-silent': '/meters?state=silent',
  'meters-refused': '/meters?state=refused',
  'meters-failed': '/meters?state=failed',
  'meter-clocks-off': '/meters?clock=off',
}
