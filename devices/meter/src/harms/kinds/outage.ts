import type { Effect } from '../effect.ts'

/** No phase has supply: the meter is dead. */
export const outage: Effect = { takes: {}, cutsSupply: true, voltage: () => 0 }
