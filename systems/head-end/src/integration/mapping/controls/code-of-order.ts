import { controlCodes } from '@ferraris/cim'
import { otherOrder } from '../../partner-codes/translate.ts'

/** The control type that stands for an order. */
export function codeOfOrder(kind: string, parameters: Readonly<Record<string, unknown>>): string {
  if (kind === 'switch') return controlCodes[parameters.connected === true ? 'connect' : 'disconnect'].code
  if (kind === 'set-clock' || kind === 'read-supply') return controlCodes[kind].code
  return otherOrder
}
