import { pastMeter, withoutLineLosses } from '@ferraris/metering'
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
/**
 * Share of a meter's changes that the loss must make with it to be named: where more is lost than usual, and where nothing
 * else tells of a theft.
 */
const agreement = { beside: 0.6, alone: 0.8 } as const
/** With fewer changes a meter is less sure, and needs more to be lost than usual. */
const enoughChanges = 8
/** Share of its usual use that a meter must have lost to be named, and how much of the loss that must explain. */
const drop = 0.5
const explained = [0.5, 2] as const
const mostSuspects = 5

/**
 * A meter that counts only a part of what passes (a bypass over some of the current) makes a loss that jumps whenever its
 * own count does, however little that is of the section's. One that counts nothing any more has no changes to compare, but
 * its use has dropped by about what is lost. Neither is a proof, so suspects are ranked, not judged.
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
  const isHigh = flow > 0 && loss / flow > highLoss
  if (isHigh) findings.push({ kind: 'loss-high', detail: `${percent} is not accounted for`, lossShare })
  const isMore = isHigh || step?.isStep === true
  const rest = withoutLineLosses({ input: inputs, losses })
  const lost = step?.excess ?? loss - technicalShare * input
  const suspects = curves.flatMap(
    curve => (isMore ? droppedOf(curve, lost) : undefined) ?? followedOf(curve, rest, isMore) ?? [],
  )
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

/** A meter that counts nearly nothing any more of what it usually does. @param lost Wh more than usual */
function droppedOf({ endDevice, net, usual }: MeterCurve, lost: number): Suspect | undefined {
  if (usual === null) return undefined
  const used = net.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  const missing = usual - used
  const explains = missing > explained[0] * lost && missing < explained[1] * lost
  if (missing <= drop * usual || !explains) return undefined
  const score = Math.min(1, missing / usual)
  const detail = `counts ${kWh(used)} instead of its usual ${kWh(usual)}, and ${kWh(lost)} more than usual is lost`
  return { kind: 'suspect', endDevice, score, reason: 'use-has-dropped', detail }
}

/** A meter whose count the loss follows. @param isMore whether more is lost than usual */
function followedOf(
  { endDevice, net }: MeterCurve,
  rest: readonly (number | null)[],
  isMore: boolean,
): Suspect | undefined {
  const past = pastMeter(rest, net)
  if (past === undefined || past.agreement < (isMore ? agreement.beside : agreement.alone)) return undefined
  const certainty = Math.min(1, past.changes / enoughChanges)
  if (certainty < 1 && !isMore) return undefined
  const bypassedShare = Math.round(past.share * 100) / 100
  const detail = `the loss jumps with it in ${Math.round(past.agreement * 100)} % of its changes: about ${Math.round(past.share * 100)} % of what is drawn goes past it`
  const score = past.agreement * certainty
  return { kind: 'suspect', endDevice, score, bypassedShare, reason: 'loss-follows-curve', detail }
}

function kWh(wattHours: number): string {
  return `${(wattHours / 1000).toFixed(1)} kWh`
}
