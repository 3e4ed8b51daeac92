import { type Finding, findingsOf } from './findings.ts'

/** What a meter of the section used over a day: net import of each interval, null where it is not known. */
export interface MeterCurve {
  readonly endDevice: string
  /** Wh; negative where the meter fed in. */
  readonly net: readonly (number | null)[]
  /** Wh a day that it used on the days before; null when they are not here. */
  readonly usual: number | null
}

export interface SectionDay {
  readonly day: string
  readonly intervalSeconds: number
  /** What flowed into the section through the transformer, Wh an interval, as its meter tells. */
  readonly input: readonly (number | null)[]
  readonly meters: readonly MeterCurve[]
}

/** The balance of a transformer's section over a local day. Energies in Wh. */
export interface EnergyBalance {
  readonly day: string
  /** Over intervals that are known of the transformer's meter and of every other. */
  readonly input: number
  readonly metered: number
  readonly loss: number
  /** Loss as a share of the input; null without any. */
  readonly lossShare: number | null
  readonly intervals: { readonly known: number; readonly expected: number }
  readonly meters: { readonly known: number; readonly expected: number }
  /** Loss of each interval, null where a meter's curve is missing. */
  readonly losses: (number | null)[]
  readonly findings: Finding[]
}

/**
 * Compares what flows into a section with what its meters count. Only intervals that all meters have are compared: a gap
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
  losses.forEach((value, i) => {
    if (value === null) return
    total += input[i]!
    loss += value
    known++
  })
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
