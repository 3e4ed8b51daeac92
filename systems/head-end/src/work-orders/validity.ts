import { msPerDay } from '@ferraris/metering'
import { invalidParameter } from '@ferraris/service'

/** Keys leave the house with an order: not for longer than this, milliseconds. */
const longestMs = 30 * msPerDay

/** From when until when an order is valid, epoch milliseconds. Throws Problem. */
export function validityOf(
  { notBefore, notAfter }: { readonly notBefore?: string; readonly notAfter: string },
  now: number,
): { readonly notBefore: number; readonly notAfter: number } {
  const from = notBefore === undefined ? now : Date.parse(notBefore)
  const until = Date.parse(notAfter)
  if (until <= from) throw invalidParameter('notAfter', 'must be after notBefore')
  if (until > now + longestMs) throw invalidParameter('notAfter', 'must be within 30 days')
  return { notBefore: from, notAfter: until }
}
