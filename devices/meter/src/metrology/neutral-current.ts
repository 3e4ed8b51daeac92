import type { PhaseSample } from './sample.ts'

/** Angle of the voltage of each phase. */
const angles = [0, (-2 * Math.PI) / 3, (2 * Math.PI) / 3]

/**
 * The current of the neutral, in the unit of those of the phases: fundamentals as phasors, each behind its voltage by what it
 * carries of reactive power; third harmonics of all phases are in step.
 *
 * @param reactive of each phase, var
 * @param third third harmonic of each phase
 */
export function neutralOf(
  phases: readonly Pick<PhaseSample, 'current' | 'import' | 'export'>[],
  reactive: number,
  third: readonly number[],
): number {
  const [only] = phases
  if (phases.length === 1 && only !== undefined) return only.current
  let [real, imaginary] = [0, 0]
  for (const [phase, { current, ...power }] of phases.entries()) {
    const angle = (angles[phase] ?? 0) - Math.atan2(reactive, power.import - power.export)
    real += current * Math.cos(angle)
    imaginary += current * Math.sin(angle)
  }
  return Math.round(
    Math.hypot(
      real,
      imaginary,
      third.reduce((a, b) => a + b, 0),
    ),
  )
}
