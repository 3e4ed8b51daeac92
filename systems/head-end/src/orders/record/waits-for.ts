import { zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import { isOpen } from '../activities/window/hours.ts'
import type { DailyHours } from '../activities/window/schemas.ts'
import type { Way } from './states.ts'

/** What an open control waits for. */
export const waitingReasons = [
  'cancellation',
  'no-concentrator',
  'concentrator',
  'approval',
  'release',
  'start',
  'pause',
  'stage',
  'hours',
  'pace',
  'time',
  'confirmation',
  'turn',
  'meter',
] as const
type WaitingReason = (typeof waitingReasons)[number]

interface WaitingControl {
  readonly state: string
  readonly settled: boolean
  readonly released: boolean
  /** Whether a second person has not decided yet. */
  readonly awaits_approval: boolean
  readonly way: Way
  readonly attempts: number
  readonly lease_until: Date | null
  readonly not_before: Date | null
  readonly cancel_requested_at: Date | null
  readonly end_device_id: number | null
  /** Address of a meter on a power line. */
  readonly aca: string | null
  readonly concentrator_state: string | null
  /** Of the activity whose line it is, as far as that keeps it back. */
  readonly activity_state: string | null
  readonly activity_hours: DailyHours | null
  readonly activity_zone: string | null
  /** Whether it is of a later stage than the present one. */
  readonly is_of_later_stage: boolean | null
  /** The concentrator that serves the meter now. */
  readonly server: string | null
}

/** Why a control is not over yet: the first reason that holds; null when it is over. */
export function waitsFor(control: WaitingControl, now: number): WaitingReason | null {
  const { state, settled, attempts, not_before, cancel_requested_at, end_device_id, server } = control
  if (settled || state === 'expired') return null
  if (cancel_requested_at !== null) return 'cancellation'
  if (!control.released) return control.awaits_approval ? 'approval' : keptBackBy(control, now)
  const isByConcentrator = control.way === 'job' || control.aca !== null
  if (isByConcentrator && end_device_id !== null && server === null) return 'no-concentrator'
  if (isByConcentrator && control.concentrator_state !== 'online') return 'concentrator'
  if (not_before !== null && not_before.getTime() > now) return 'time'
  if (control.way === 'job' && (state === 'queued' || state === 'sent')) return 'confirmation'
  const isLeased = control.lease_until !== null && control.lease_until.getTime() > now
  return isLeased || (attempts > 0 && (control.way === 'session' || state === 'running')) ? 'meter' : 'turn'
}

/** Why a line of an activity is not released yet. */
function keptBackBy(control: WaitingControl, now: number): WaitingReason {
  const { activity_state: state, activity_hours: hours, activity_zone: timeZone } = control
  if (state === null || timeZone === null) return 'release'
  if (state === 'planned') return 'start'
  if (state === 'paused') return 'pause'
  if (control.is_of_later_stage === true) return 'stage'
  return hours === null || isOpen(hours, zone(timeZone), secondsOf(now)) ? 'pace' : 'hours'
}
