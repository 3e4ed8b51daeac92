import { sumOf } from '../day/day.ts'
import type { Settings } from '../validation/settings.ts'
import { methods } from './catalog.ts'
import type { Estimate, Gap, Ground } from './method.ts'
import { scaleMethod, scaleTo } from './scale.ts'

/** How one gap was filled. */
export interface Fill extends Gap {
  readonly method: string
  /** E08 came after it. */
  readonly scaled: boolean
  readonly references: readonly string[]
}

export interface Filled {
  readonly values: (number | null)[]
  readonly fills: readonly Fill[]
  /** Gaps that no method could fill. */
  readonly open: readonly Gap[]
}

/** The gaps in a row of values. */
export function gapsIn(values: readonly (number | null)[]): Gap[] {
  const gaps: Gap[] = []
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null) continue
    const from = i
    while (i < values.length && values[i] === null) i++
    gaps.push({ from, to: i })
  }
  return gaps
}

/**
 * Fills each gap by the first method that can, then makes the fills add up to what the registers leave for them. `tolerance` is what a
 * register cuts off: a sum within it stays as it is.
 */
export function fillGaps(ground: Ground, settings: Settings, tolerance: number): Filled {
  const made: { readonly gap: Gap; readonly method: string; readonly estimate: Estimate }[] = []
  const open: Gap[] = []
  for (const gap of ground.gaps) {
    const found = firstThatFills(ground, gap, settings)
    if (found === undefined) open.push(gap)
    else made.push({ gap, ...found })
  }
  const estimates = made.map(({ estimate }) => estimate)
  const { energy } = ground
  const total = sumOf(estimates.flatMap(({ values }) => values))
  const isScaled =
    energy !== undefined &&
    open.length === 0 &&
    settings.isOn(scaleMethod.id) &&
    Math.abs(total - energy) > tolerance
  const parts = isScaled ? scaleTo(energy, estimates) : estimates.map(({ values }) => values)
  const values = [...ground.values]
  const fills = made.map(({ gap, method, estimate }, k): Fill => {
    parts[k]?.forEach((value, i) => {
      values[gap.from + i] = value
    })
    return { ...gap, method, scaled: isScaled, references: estimate.references ?? [] }
  })
  return { values, fills, open }
}

function firstThatFills(ground: Ground, gap: Gap, settings: Settings) {
  for (const method of methods) {
    if (!settings.isOn(method.id)) continue
    const estimate = method.fill(ground, gap, settings.valuesOf(method))
    if (estimate !== undefined) return { method: method.id, estimate }
  }
  return undefined
}
