import type { SystemProblem } from '../api/resources.ts'

/** What the count of a problem counts. */
export const extentOf: Record<SystemProblem['kind'], 'meters' | 'orders' | 'results' | 'messages'> = {
  'concentrator-lost': 'meters',
  'head-end-clock': 'meters',
  'meters-silent': 'meters',
  'meters-failed': 'meters',
  'meters-refused': 'meters',
  'orders-failed': 'orders',
  'activity-stopped': 'orders',
  'activity-stuck': 'orders',
  'orders-stuck': 'orders',
  'approvals-waiting': 'orders',
  'firmware-stayed-away': 'meters',
  outage: 'meters',
  'alarm-storm': 'meters',
  'protected-attempts': 'meters',
  'supplies-differ': 'meters',
  'configurations-differ': 'meters',
  'results-refused': 'results',
  'results-waiting': 'results',
  'readings-late': 'meters',
  'concentrator-clock-off': 'meters',
  'meter-clocks-off': 'meters',
  'destination-away': 'messages',
  'messages-dead': 'messages',
  'messages-waiting': 'messages',
}
