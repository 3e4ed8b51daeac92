import type { Way } from './states.ts'

/** What an open control waits for. */
export const waitingReasons = [
  'cancellation',
  'no-concentrator',
  'concentrator',
  'approval',
  'release',
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
  /** The concentrator that serves the meter now. */
  readonly server: string | null
}

/** Why a control is not over yet: the first reason that holds; null when it is over. */
export function waitsFor(control: WaitingControl, now: number): WaitingReason | null {
  const { state, settled, attempts, not_before, cancel_requested_at, end_device_id, server } = control
  if (settled || state === 'expired') return null
  if (cancel_requested_at !== null) return 'cancellation'
  if (!control.released) return control.awaits_approval ? 'approval' : 'release'
  const isByConcentrator = control.way === 'job' || control.aca !== null
  if (isByConcentrator && end_device_id !== null && server === null) return 'no-concentrator'
  if (isByConcentrator && control.concentrator_state !== 'online') return 'concentrator'
  if (not_before !== null && not_before.getTime() > now) return 'time'
  if (control.way === 'job' && (state === 'queued' || state === 'sent')) return 'confirmation'
  const isLeased = control.lease_until !== null && control.lease_until.getTime() > now
  return isLeased || (attempts > 0 && (control.way === 'session' || state === 'running')) ? 'meter' : 'turn'
}
