import { obis } from '@ferraris/cosem'

/** What the basic model calls objects that the full one has under their usual names: makers use other instances, too. */
export const basicNames = {
  limiter: obis('0.0.17.0.2.255'),
  activityCalendar: obis('0.0.13.0.1.255'),
} as const
