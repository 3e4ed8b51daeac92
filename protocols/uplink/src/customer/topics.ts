import type { CustomerDownMessage, CustomerUpMessage } from './messages.ts'

/** What all topics between a platform and customers' devices begin with. */
const root = 'ferraris/h2'

/** Form of a device's name in topics. */
export const customerDeviceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Where a device hears messages of a kind; `+` stands for any. Retained, so that a device that was away has the last one of each. */
export function customerDownTopic(device: string, kind: CustomerDownMessage['kind'] | '+'): string {
  return `${root}/${device}/down/${kind}`
}

/** Where a device publishes messages of a kind. */
export function customerUpTopic(device: string, kind: CustomerUpMessage['kind']): string {
  return `${root}/${device}/up/${kind}`
}

/** All that devices say to the platform. */
export const customerUpFilter = `${root}/+/up/+`

/** The device that a topic of the way up belongs to; undefined for any other topic. */
export function deviceOfTopic(topic: string): string | undefined {
  return /^ferraris\/h2\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})\/up\/[a-z-]+$/.exec(topic)?.[1]
}
