import { jobPriorities } from '@ferraris/uplink'

/** The most urgent first; concentrators know no `low`. */
export const controlPriorities = [...jobPriorities, 'low'] as const
export type ControlPriority = (typeof controlPriorities)[number]
