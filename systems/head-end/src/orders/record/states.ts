import { jobStates } from '@ferraris/uplink'

/**
 * The conversation of an order. It is `queued` until it is on its way: `sent` to a concentrator, which reports `accepted`, `running`
 * and the end, or `running` in a session with the meter. It ends as `verified` (read back as wanted), `done` (the meter has
 * said so, and there is nothing to read back), `refused` or `failed` (see `cause`), `expired` or `cancelled`. An end is final, but for what
 * we took for expired and its concentrator tells later to have been done.
 */
export const controlStates = ['queued', 'sent', ...jobStates, 'verified'] as const
export type ControlState = (typeof controlStates)[number]

/** What no report moves on from. */
export const finalStates: readonly ControlState[] = [
  'done',
  'verified',
  'refused',
  'failed',
  'expired',
  'cancelled',
]

/** How orders go: as a job of a concentrator, in a session with the meter itself, or by work in the field. */
export const ways = ['job', 'session', 'field'] as const
export type Way = (typeof ways)[number]
