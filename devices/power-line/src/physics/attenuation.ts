/**
 * Attenuation per metre at 100 kHz, dB. Measurements of whole low-voltage feeders lie between 40 and 100 dB/km, loads
 * included; ours hang at the boxes, so these are the lower half of that range and what impedance steps add to it.
 */
export const cables = { underground: 0.08, overhead: 0.05, service: 0.08 } as const

export type CableType = keyof typeof cables

/** Attenuation of a length of cable, dB; skin effect and dielectric let it grow a little faster than √f. */
export function cableLoss(cable: CableType, metres: number, carrier: number): number {
  return cables[cable] * metres * (carrier / 100_000) ** 0.6
}
