import { type Outcome, runTasks, type Task } from './pool.ts'
import type { Finding } from './probe.ts'
import type { Target } from './target.ts'

export interface FuzzOptions {
  /** All targets together. */
  readonly inputs: number
  readonly seed: number
  readonly threads: number
  /** An input that takes longer is a finding. */
  readonly limitMs: number
  /** URL of a module with `allTargets`; every decoder of ours by default. */
  readonly targetsModule?: string
  readonly onProgress?: (inputs: number) => void
}

interface TargetReport {
  readonly target: string
  readonly inputs: number
  readonly accepted: number
  readonly refused: number
  readonly slowestMs: number
  readonly slowestInput: string
}

export interface FuzzReport {
  readonly seed: number
  readonly inputs: number
  readonly findings: readonly Finding[]
  readonly targets: readonly TargetReport[]
}

/** Inputs of one task: few enough that threads end together, enough that starting costs nothing. */
const taskLength = 20_000

const ownTargets = new URL('targets/targets.ts', import.meta.url).href

/** Feeds every target with its share of the inputs. The same seed gives the same inputs, however many threads there are. */
export async function fuzz(targets: readonly Target[], options: FuzzOptions): Promise<FuzzReport> {
  const { inputs, seed, threads, limitMs, targetsModule = ownTargets, onProgress } = options
  const totals = new Map<string, TargetReport>()
  const findings = new Map<string, Finding>()
  let done = 0
  const onOutcome = (outcome: Outcome) => {
    for (const finding of outcome.findings) {
      const key = `${finding.target} ${finding.place || finding.error}`
      const known = findings.get(key)
      if (known === undefined || finding.hex.length < known.hex.length) findings.set(key, finding)
    }
    const name = outcome.target.name
    totals.set(name, added(totals.get(name), outcome))
    done += outcome.accepted + outcome.refused
    onProgress?.(done)
  }
  await runTasks(tasksFor(targets, inputs, seed), threads, { limitMs, targetsModule, onOutcome })
  const reports = targets.flatMap(({ name }) => totals.get(name) ?? [])
  return {
    seed,
    inputs: reports.reduce((sum, report) => sum + report.inputs, 0),
    findings: [...findings.values()],
    targets: reports,
  }
}

function tasksFor(targets: readonly Target[], inputs: number, seed: number): Task[] {
  const weights = targets.reduce((sum, { weight = 1 }) => sum + weight, 0)
  return targets.flatMap((target, i) => {
    const count = Math.max(1, Math.round((inputs * (target.weight ?? 1)) / weights))
    return Array.from({ length: Math.ceil(count / taskLength) }, (_, part) => ({
      target,
      seed: seed * 1_000_003 + i * 1_009 + part,
      from: 0,
      to: Math.min(taskLength, count - part * taskLength),
    }))
  })
}

function added(before: TargetReport | undefined, outcome: Outcome): TargetReport {
  const { accepted, refused, slowestMs, slowestInput, findings, target } = outcome
  const slower = before === undefined || slowestMs > before.slowestMs
  return {
    target: target.name,
    inputs: (before?.inputs ?? 0) + accepted + refused + findings.length,
    accepted: (before?.accepted ?? 0) + accepted,
    refused: (before?.refused ?? 0) + refused,
    slowestMs: slower ? slowestMs : before.slowestMs,
    slowestInput: slower ? slowestInput : before.slowestInput,
  }
}
