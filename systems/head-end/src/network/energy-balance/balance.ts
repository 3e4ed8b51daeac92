import { findingsOf, type MeterCurve } from './findings.ts'
import type { EnergyBalance } from './schemas.ts'

interface SectionDay {
  readonly day: string
  readonly intervalSeconds: number
  /** What flowed into the section through the transformer, Wh an interval, as its meter tells. */
  readonly input: readonly (number | null)[]
  readonly meters: readonly MeterCurve[]
}

/**
 * The balance of a transformer's section over a local day, in Wh. Compares what flows into a section with what its meters count. Only intervals that all meters have are compared: a gap
 * must not look like theft. Meters without any value that day are left out and counted, and their use then shows as loss.
 */
export function balanceOf(section: SectionDay): EnergyBalance {
  const { day, input, meters } = section
  const present = meters.filter(({ net }) => net.some(value => value !== null))
  const losses = input.map((into, i) => {
    if (into === null) return null
    let metered = 0
    for (const { net } of present) {
      const value = net[i]
      if (value == null) return null
      metered += value
    }
    return into - metered
  })
  let total = 0
  let loss = 0
  let known = 0
  for (const [i, value] of losses.entries()) {
    if (value === null) continue
    total += input[i] ?? 0
    loss += value
    known++
  }
  const balance = {
    day,
    input: total,
    metered: total - loss,
    loss,
    lossShare: total > 0 ? loss / total : null,
    intervals: { known, expected: input.length },
    meters: { known: present.length, expected: meters.length },
    losses,
  }
  return { ...balance, findings: findingsOf(balance, present, input) }
}
