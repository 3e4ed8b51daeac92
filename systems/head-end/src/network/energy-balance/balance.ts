import { lossStepOf, type SectionDay as PlainDay } from '@ferraris/metering'
import { findingsOf, type MeterCurve } from './findings.ts'
import type { EnergyBalance } from './schemas.ts'

interface SectionDay {
  readonly day: string
  readonly intervalSeconds: number
  /** What flowed into the section through the transformer, Wh an interval, as its meter tells. */
  readonly input: readonly (number | null)[]
  readonly meters: readonly MeterCurve[]
  /** Days before, oldest first, on which all meters of the section are known. */
  readonly before?: readonly PlainDay[]
}

/**
 * The balance of a transformer's section over a local day, in Wh. Compares what flows into a section with what its meters count. Only intervals that all meters have are compared: a gap
 * must not look like theft. Meters without any value that day are left out and counted, and their use then shows as loss.
 */
export function balanceOf(section: SectionDay): EnergyBalance {
  const { day, input, meters, before = [] } = section
  const present = meters.filter(({ net }) => net.some(value => value !== null))
  const losses = lossesOf(input, present)
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
    // A meter without values would look like theft.
    step: present.length < meters.length ? null : (lossStepOf(before, { input, losses }) ?? null),
  }
  return { ...balance, findings: findingsOf(balance, present, input) }
}

/** What flowed in and no meter counted, interval by interval; null where one of them is not known. */
export function lossesOf(
  input: readonly (number | null)[],
  meters: readonly Pick<MeterCurve, 'net'>[],
): (number | null)[] {
  return input.map((into, i) => {
    if (into === null) return null
    let metered = 0
    for (const { net } of meters) {
      const value = net[i]
      if (value == null) return null
      metered += value
    }
    return into - metered
  })
}
