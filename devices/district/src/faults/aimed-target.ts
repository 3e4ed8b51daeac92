import type { Phase } from '@ferraris/metering'

/** The name in a target of harms, and the phase behind it, as in `S2:L1`. */
export function aimedTarget(target: string): { readonly name: string; readonly phase: Phase | undefined } {
  const [, name = target, phase] = /^(.*):(L[123])$/.exec(target) ?? []
  return { name, phase: phase as Phase | undefined }
}
