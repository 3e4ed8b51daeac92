import { type KnownCode, own, seen, sure } from './certainty.ts'
import { formatEndDeviceCode, parseEndDeviceCode } from './end-device-code.ts'

/** Orders that have a code of their own. Others come by the words of their action. */
export const controlCodes = {
  disconnect: sure('3.31.0.23'),
  connect: sure('3.31.0.18'),
  /** To all of a group, by its collector. */
  'connect-group': seen('2.31.0.18'),
  /** The supply may be closed at the meter. */
  arm: own('3.31.0.5'),
  'demand-reset': own('3.8.0.214'),
  'set-clock': own('3.36.0.114'),
  /** Where the switch stands. */
  'read-supply': own('3.31.0.114'),
} as const satisfies Readonly<Record<string, KnownCode>>

export type ControlCommand = keyof typeof controlCodes

const byCode = new Map(
  Object.entries(controlCodes).map(([command, { code }]) => [code as string, command as ControlCommand]),
)

/** What a control asks for; undefined for a code that is well formed and not in the table. Throws CimError. */
export function commandOf(code: string): ControlCommand | undefined {
  return byCode.get(formatEndDeviceCode(parseEndDeviceCode(code)))
}
