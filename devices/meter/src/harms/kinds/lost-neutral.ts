import { confirmedAfter, type Effect, type PhasesFelt } from '../effect.ts'
import { endOf, type Harm } from '../harm.ts'
import { nominalVolts as nominal } from './on-phases.ts'

/** What neighbours draw on the two phases that a meter of one phase does not see, W; our choice. */
const neighbours = [1500, 500]
/** What is always drawn, W: a phase without any load would have no voltage of its own. */
const leastLoad = 20
/** Beyond these the voltage is bad, whatever its mean (EN 50160: +10 %, −15 % of 230 V). */
const bad = { below: 195.5, above: 253 }

const sine = Math.sqrt(3) / 2
/** The source of each phase: 0°, −120°, 120°. */
const sources = [
  [1, 0],
  [-0.5, -sine],
  [-0.5, sine],
] as const

/**
 * The star point moves to V0 = (E1·Y1 + E2·Y2 + E3·Y3) / (Y1 + Y2 + Y3 + Yn); each load sees |Ei − V0|. Loads are
 * resistive, Y = P/230²; the neutral has `ohms`, a broken one none that conducts.
 */
export function neutralShift(
  watts: readonly number[],
  volts: readonly number[],
  ohms = Number.POSITIVE_INFINITY,
): { readonly shift: number; readonly volts: readonly number[] } {
  const loads = sources.map((_, phase) => Math.max(leastLoad, Math.abs(watts[phase] ?? 0)) / nominal ** 2)
  const sum = loads.reduce((a, b) => a + b) + 1 / ohms
  const emf = sources.map(([real, imaginary], phase) => {
    const volt = volts[phase] ?? nominal
    return [real * volt, imaginary * volt] as const
  })
  const real = emf.reduce((all, [part], phase) => all + part * (loads[phase] ?? 0), 0) / sum
  const imaginary = emf.reduce((all, [, part], phase) => all + part * (loads[phase] ?? 0), 0) / sum
  return {
    shift: Math.hypot(real, imaginary),
    volts: emf.map(([x, y]) => Math.hypot(x - real, y - imaginary)),
  }
}

function star({ volts, watts }: PhasesFelt, { level }: Harm) {
  if (volts.length > 1) return neutralShift(watts, volts, level)
  return neutralShift([...watts, ...neighbours], [...volts, nominal, nominal], level)
}

const badVoltages = ['badVoltageL1', 'badVoltageL2', 'badVoltageL3'] as const

/** The neutral is broken, or its joint is bad: the star point of the loads moves, phases fall and rise with what they draw. */
export const lostNeutral: Effect = {
  voltages: (harm, phases) => star(phases, harm).volts.slice(0, phases.volts.length),
  happens(harm, { felt, phases }) {
    const at = harm.from + confirmedAfter
    // A meter of one phase sees a voltage that is too high or too low, and no more.
    if (phases === 1 || at >= endOf(harm)) return []
    const { volts } = felt(harm.from)
    return [
      { at, event: 'neutralMissing', magnitude: Math.round(10 * shiftOf(volts)) },
      ...volts.flatMap((volt, phase) => {
        const event = badVoltages[phase]
        const isBad = volt < bad.below || volt > bad.above
        return isBad && event !== undefined ? [{ at, event, magnitude: Math.round(10 * volt) }] : []
      }),
    ]
  },
}

/** V0 from the voltages that a meter measures: it sees the triangle of the sources, so that three lengths tell it. */
function shiftOf([u1 = 0, u2 = 0, u3 = 0]: readonly number[]): number {
  const real = (u2 ** 2 + u3 ** 2 - 2 * u1 ** 2) / (6 * nominal)
  const imaginary = (u2 ** 2 - u3 ** 2) / (4 * sine * nominal)
  return Math.hypot(real, imaginary)
}
