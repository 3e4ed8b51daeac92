import { ferrarisCodes, obisCodes } from '@ferraris/metering'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { spanAt } from '../../harms/span.ts'
import { pushAlarms, pushLastGasp } from '../alarms/alarm-push.ts'
import { attemptsDue } from './push.ts'

/** What a meter has stored when its supply fails: 1 F from 5 V down to 3 V. */
const storedJoules = 8
/** What its modem takes from that through the converter, W. */
const modemWatts = 1.5 / 0.85
/** For so many seconds after the supply has failed the meter can send, and no longer. */
const holdUpSeconds = Math.floor(storedJoules / modemWatts)

/** When a message that is due at an instant can leave: on stored energy, or when the supply is back. */
function leavesAt({ store }: Automation, at: number): number {
  const dead = spanAt(store.harms.deadSpans, at)
  return dead === undefined || at <= dead.from + holdUpSeconds ? at : dead.to
}

/**
 * The supply has failed, or is back: a meter that has been told where to says so by the push of its alarms, whatever their
 * descriptors. The last gasp leaves at once, on stored energy.
 */
export function announceSupply(automation: Automation, at: number): void {
  const { alarms, clock, harms } = automation.store
  const event = harms.suppliedAt(at) ? 'powerUp' : 'powerDown'
  if (event === 'powerDown') pushLastGasp(automation, at)
  const cause = { log: obisCodes.standardLog, code: ferrarisCodes[event], shown: clock.read(at) }
  if (alarms.raise(event, cause, at)) return
  alarms.blame(cause)
  pushAlarms(automation, at)
}

/** Attempts at pushes that leave on stored energy. */
export const lastGaspAgenda: Agenda = (automation, object, since, until) =>
  attemptsDue(automation, object, since, until, at => leavesAt(automation, at))

/** Failures of the supply and its returns that come of themselves, and attempts at pushes of alarms. */
export const lifelineAgenda: Agenda = (automation, object, since, until) => {
  const attempt = lastGaspAgenda(automation, object, since, until)
  const changes = automation.store.harms.deadSpans.flatMap(({ from, to }) => [from, to])
  const at = Math.min(...changes.filter(change => change > since && change <= until))
  if (attempt !== undefined && attempt.at < at) return attempt
  if (!Number.isFinite(at)) return undefined
  return {
    at,
    run: () => {
      if (attempt?.at === at) attempt.run()
      const { arrivedAt } = automation
      // A meter that was not awake in time has no energy left for a last gasp.
      if (automation.store.harms.suppliedAt(at) || leavesAt(automation, arrivedAt) === arrivedAt)
        announceSupply(automation, at)
    },
  }
}
