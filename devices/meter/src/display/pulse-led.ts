/** Pulses of a light on the front for each kWh and kvarh, by phases: a meter for greater currents flashes less often. */
export const pulseConstants = { 1: 1000, 3: 500 } as const

/** Pulses that a light has given in all: energy, whole Wh or varh, times the constant. */
export function pulsesOf(energy: number, constant: number): number {
  return Math.floor((energy * constant) / 1000)
}
