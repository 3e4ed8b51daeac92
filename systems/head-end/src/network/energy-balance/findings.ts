import { excessOf } from '@ferraris/metering'
import type { EnergyBalance, Finding } from './schemas.ts'

/** What a meter of the section used over a day: net import of each interval, null where it is not known. */
export interface MeterCurve {
  readonly endDevice: string
  /** Wh; negative where the meter fed in. */
  readonly net: readonly (number | null)[]
  /** Wh a day that it used on the days before; null when they are not here. */
  readonly usual: number | null
}

/**
 * Technical losses and measuring errors are some per cent of the input; a share beyond this calls for an inspection.
 * Utilities set their own.
 */
const highLoss = 0.06
/** What lines and meters lose of what flows, as taken off before the rest is looked at. */
const technicalShare = 0.03
/** More metered than delivered by this share: a meter of another section, or clocks that differ. */
const negativeLoss = -0.02
/** Too few intervals say nothing about likeness. */
const fewestIntervals = 24
/** Likeness from which a meter is named. */
const likeness = 0.6
/** Share of its usual use that a meter must have lost to be named, and how much of the loss that must explain. */
const drop = 0.5
const explained = [0.5, 2] as const
const mostSuspects = 5

/**
 * A meter that counts only a part of what passes (a bypass over some of the current) makes a loss that has the shape of
 * its own curve: loss and curve go up and down together. One that counts nothing any more has no shape to compare, but
 * its use has dropped by about what is lost. Both are weak where many homes have similar curves, so suspects are ranked, not judged.
 */
export function findingsOf(
  { input, loss, lossShare, intervals, meters, losses, step }: Omit<EnergyBalance, 'findings'>,
  curves: readonly MeterCurve[],
  inputs: readonly (number | null)[],
): Finding[] {
  const findings: Finding[] = []
  if (intervals.known < intervals.expected || meters.known < meters.expected) {
    findings.push({
      kind: 'incomplete',
      detail: `compared over ${intervals.known} of ${intervals.expected} intervals and ${meters.known} of ${meters.expected} meters`,
    })
  }
  if (lossShare === null) return findings
  const percent = `${(lossShare * 100).toFixed(1)} % of the input`
  if (lossShare < negativeLoss) {
    const detail = `the meters count more than the transformer delivers (${percent}): a meter belongs to another section, or a clock is wrong`
    findings.push({ kind: 'loss-negative', detail, lossShare })
  }
  if (meters.known < meters.expected) return findings
  if (step?.isStep) {
    const detail = `${kWh(step.excess)} more than on ${step.days} days before at such a load, where ${kWh(step.limit)} would be chance`
    findings.push({ kind: 'loss-step', detail, excess: step.excess })
  }
  // Where panels feed in, little flows through the transformer and much on the lines: there the share is of what flows.
  const flow = Math.max(input, grossOf(curves))
  if (flow > 0 && loss / flow > highLoss)
    findings.push({ kind: 'loss-high', detail: `${percent} is not accounted for`, lossShare })
  else if (!step?.isStep) return findings
  const [excess, total] = step
    ? [excessOf({ input: inputs, losses }, step), step.excess]
    : [
        losses.map((value, i) => (value === null ? null : value - technicalShare * (inputs[i] ?? 0))),
        loss - technicalShare * input,
      ]
  const suspects = curves.flatMap(curve => suspectOf(curve, excess, total))
  return [...findings, ...suspects.sort((a, b) => b.score - a.score).slice(0, mostSuspects)]
}

/** What the meters drew and fed in, Wh. */
function grossOf(curves: readonly MeterCurve[]): number {
  return curves.reduce(
    (all, { net }) => net.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), all),
    0,
  )
}

type Suspect = Finding & { readonly score: number }

function suspectOf(
  { endDevice, net, usual }: MeterCurve,
  excess: readonly (number | null)[],
  total: number,
): Suspect[] {
  const used = net.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  const missing = usual === null ? 0 : usual - used
  if (
    usual !== null &&
    missing > drop * usual &&
    missing > explained[0] * total &&
    missing < explained[1] * total
  ) {
    const score = Math.min(1, missing / usual)
    const detail = `counts ${kWh(used)} instead of its usual ${kWh(usual)}, and ${kWh(total)} more than usual is lost`
    return [{ kind: 'suspect', endDevice, score, reason: 'use-has-dropped', detail }]
  }
  const alike = pearson(excess, net)
  if (alike === null || alike < likeness) return []
  const detail = `the loss goes up and down with its curve (correlation ${alike.toFixed(2)})`
  return [{ kind: 'suspect', endDevice, score: alike, reason: 'loss-follows-curve', detail }]
}

/** Pearson's correlation over places where both are known; null where it says nothing. */
function pearson(a: readonly (number | null)[], b: readonly (number | null)[]): number | null {
  const pairs = a.flatMap((x, i) => {
    const y = b[i]
    return x === null || y == null ? [] : [[x, y] as const]
  })
  if (pairs.length < fewestIntervals) return null
  const meanX = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length
  const meanY = pairs.reduce((sum, [, y]) => sum + y, 0) / pairs.length
  let xy = 0
  let xx = 0
  let yy = 0
  for (const [x, y] of pairs) {
    xy += (x - meanX) * (y - meanY)
    xx += (x - meanX) ** 2
    yy += (y - meanY) ** 2
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null
}

function kWh(wattHours: number): string {
  return `${(wattHours / 1000).toFixed(1)} kWh`
}
