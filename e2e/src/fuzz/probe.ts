import { toHex } from '@ferraris/bytes'
import { FerrarisError } from '@ferraris/errors'
import { inputsOf } from './inputs.ts'
import { smallest } from './smallest.ts'
import type { Target } from './target.ts'

/** An error that no package declares, or an input that takes too long. */
export interface Finding {
  readonly target: string
  readonly error: string
  /** Where it comes from, as far as its trace says. */
  readonly place: string
  /** The shortest input found that does it, as hex. */
  readonly hex: string
}

export interface Findings {
  readonly accepted: number
  readonly refused: number
  readonly findings: readonly Finding[]
  readonly slowestMs: number
  /** As hex. */
  readonly slowestInput: string
}

/** A stretch of a target's inputs, from the first number to before the last. */
export interface Stretch {
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** Times below this are not worth measuring again. */
const noticeableMs = 5

/** Feeds a target. `begin` is told the number of each input before it is tried. */
export function probe(
  target: Target,
  { seed, from, to }: Stretch,
  begin: (number: number) => void,
): Findings {
  const findings = new Map<string, Finding>()
  const slowest = { ms: 0, input: new Uint8Array() }
  let accepted = 0
  let refused = 0
  let number = -1
  for (const octets of inputsOf(target, seed, to)) {
    if (++number < from) continue
    begin(number)
    const start = performance.now()
    const error = errorOf(target, octets)
    const ms = performance.now() - start
    if (error === undefined) accepted++
    else if (error instanceof FerrarisError) refused++
    else note(findings, target, octets, error)
    if (ms > slowest.ms) slowest.ms = Math.max(slowest.ms, settledMs(target, octets, ms, slowest))
  }
  return {
    accepted,
    refused,
    findings: [...findings.values()],
    slowestMs: slowest.ms,
    slowestInput: toHex(slowest.input),
  }
}

function errorOf({ decode }: Target, octets: Uint8Array): unknown {
  try {
    decode(octets)
    return undefined
  } catch (error) {
    return error ?? new Error('threw nothing')
  }
}

/** The shortest of three runs: a busy machine or a collection of garbage is not the input's fault. */
function settledMs(
  target: Target,
  octets: Uint8Array,
  first: number,
  slowest: { ms: number; input: Uint8Array },
): number {
  let ms = first
  for (let run = 0; run < 2 && first > noticeableMs; run++) {
    const start = performance.now()
    errorOf(target, octets)
    ms = Math.min(ms, performance.now() - start)
  }
  if (ms > slowest.ms) slowest.input = Uint8Array.from(octets)
  return ms
}

function note(findings: Map<string, Finding>, target: Target, octets: Uint8Array, error: unknown): void {
  const key = signature(error)
  if (findings.has(key)) return
  const same = (shorter: Uint8Array) => signature(errorOf(target, shorter)) === key
  const hex = toHex(same(octets) ? smallest(octets, same) : octets)
  findings.set(key, { target: target.name, error: String(error).slice(0, 200), place: placeOf(error), hex })
}

/** Errors of one kind from one place are one finding. */
function signature(error: unknown): string {
  return error instanceof Error ? `${error.name} ${placeOf(error)}` : String(error).slice(0, 40)
}

function placeOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  const own = lines.find(line => line.includes('/src/') && !line.includes('/fuzz/'))
  return /[\w./-]*\/((?:protocols|transport|client|devices|systems)\/.*?:\d+):\d+/.exec(own ?? '')?.[1] ?? ''
}
