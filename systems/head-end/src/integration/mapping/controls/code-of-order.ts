import { controlCodes } from '@ferraris/cim'

/** An order without a code of its own: ours until a partner names one; the action tells which it is. */
const otherOrder = '3.7.0.0'

/** The control type that stands for an order. */
export function codeOfOrder(kind: string, parameters: Readonly<Record<string, unknown>>): string {
  if (kind === 'switch') return controlCodes[parameters.connected === true ? 'connect' : 'disconnect'].code
  if (kind === 'set-clock' || kind === 'read-supply') return controlCodes[kind].code
  return otherOrder
}
