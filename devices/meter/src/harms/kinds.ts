import type { HarmKind as Felt } from '@ferraris/metering'
import type { Effect } from './effect.ts'
import { magnet, meterCover, terminalCover } from './kinds/covers.ts'
import { sag, swell } from './kinds/dips.ts'
import { extraLoad } from './kinds/extra-load.ts'
import {
  batteryLow,
  firmwareSignature,
  measuringSystemError,
  nvMemoryError,
  programMemoryError,
  radioFault,
  ramError,
  stoppedRegister,
} from './kinds/faults.ts'
import { distortingLoad, harmonics } from './kinds/harmonics.ts'
import { hotTerminal } from './kinds/hot-terminal.ts'
import { overvoltage, undervoltage } from './kinds/lasting-voltage.ts'
import { loadSideVoltage } from './kinds/load-side-voltage.ts'
import { lostNeutral } from './kinds/lost-neutral.ts'
import { outage, phaseOutage } from './kinds/outage.ts'
import { clockLost, wrongPassword } from './kinds/strikes.ts'
import { currentWithoutVoltage, reverseFlow, wrongSequence } from './kinds/wiring.ts'

/** What a meter feels, less its buttons, which are pressed and leave nothing behind. */
export type HarmKind = Exclude<Felt, `press-${string}`>

/** What each kind of harm does to a meter. Its parameters, their ranges and its duration are those of the table of faults. */
export const harmEffects = {
  outage,
  'phase-outage': phaseOutage,
  sag,
  swell,
  undervoltage,
  overvoltage,
  'lost-neutral': lostNeutral,
  'wrong-sequence': wrongSequence,
  'current-without-voltage': currentWithoutVoltage,
  'reverse-flow': reverseFlow,
  'load-side-voltage': loadSideVoltage,
  harmonics,
  'distorting-load': distortingLoad,
  'meter-cover': meterCover,
  'terminal-cover': terminalCover,
  magnet,
  'wrong-password': wrongPassword,
  'battery-low': batteryLow,
  'hot-terminal': hotTerminal,
  'ram-error': ramError,
  'program-memory-error': programMemoryError,
  'nv-memory-error': nvMemoryError,
  'measuring-system-error': measuringSystemError,
  'stopped-register': stoppedRegister,
  'clock-lost': clockLost,
  'radio-fault': radioFault,
  'firmware-signature': firmwareSignature,
  'extra-load': extraLoad,
} as const satisfies Readonly<Record<HarmKind, Effect>>

export const harmKinds = Object.keys(harmEffects) as HarmKind[]

/** The effect of a kind, by what all have. */
export function effectOf({ kind }: { readonly kind: HarmKind }): Effect {
  return harmEffects[kind]
}
