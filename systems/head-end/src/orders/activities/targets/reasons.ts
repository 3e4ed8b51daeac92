/** Why a meter that an activity names may get no order, the gravest first: a meter is counted under the first that holds. */
export const reasons = [
  'unknown',
  'not-commissioned',
  'does-not-fit',
  'protected',
  'conflict',
  'unreachable',
] as const
export type Reason = (typeof reasons)[number]

/** Those that an operator may overlook: the order can be kept, and may be done all the same. */
export const overlooked = ['conflict', 'unreachable'] as const
export type Overlooked = (typeof overlooked)[number]
