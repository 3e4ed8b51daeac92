import { at } from '@ferraris/bytes'
import { quality } from '@ferraris/metering'
import { sumOf, touchedByAny } from '../day/day.ts'
import type { Subject } from '../day/subject.ts'
import { type Fill, fillGaps, gapsIn } from '../estimation/estimate.ts'
import type { Ground, OtherSources, PastDay } from '../estimation/method.ts'
import { scaleTo } from '../estimation/scale.ts'
import { rules } from '../rules/catalog.ts'
import { advanceOf } from '../rules/registers.ts'
import type { Hit, Rule, Severity } from '../rules/rule.ts'
import { defaultSettings, type Settings } from './settings.ts'

/** A hit, and whose. */
export interface Finding extends Hit {
  readonly rule: string
}

/** Where a day stands: all measured and in order, filled, to be looked at, or with missing intervals. */
export type DayState = 'valid' | 'estimated' | 'suspect' | 'invalid'

/** What became of a day. */
export interface Verdict {
  readonly state: DayState
  readonly values: (number | null)[]
  readonly quality: number[]
  readonly findings: readonly Finding[]
  readonly fills: readonly Fill[]
  /** Rules that could not be asked: the day is not validated by them. */
  readonly failed: readonly { readonly rule: string; readonly message: string }[]
}

/** What estimation may look at beside the day itself; asked only when something is to be filled. */
export interface Reference {
  readonly past: readonly PastDay[]
  readonly other: OtherSources
}

export const noReference: Reference = { past: [], other: {} }

/** Asks every rule that is on. One that throws is noted, and the others are asked all the same. */
export function judge(
  subject: Subject,
  settings: Settings = defaultSettings,
  asked: readonly Rule[] = rules,
): Pick<Verdict, 'findings' | 'failed'> {
  const findings: Finding[] = []
  const failed: { rule: string; message: string }[] = []
  for (const rule of asked) {
    if (!settings.isOn(rule.id)) continue
    try {
      const hits = rule.check(subject, settings.valuesOf(rule))
      if (hits !== undefined && hits.length > 0)
        for (const hit of hits) findings.push({ rule: rule.id, ...hit })
    } catch (error) {
      failed.push({ rule: rule.id, message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { findings, failed }
}

interface ValidateOptions {
  readonly settings?: Settings
  readonly reference?: Reference
  readonly asked?: readonly Rule[]
  /** Findings that a person has looked at and found right, by {@link keyOf}. */
  readonly confirmed?: ReadonlySet<string>
}

const nothingConfirmed: ReadonlySet<string> = new Set()

/** By which a finding is known again: the same rule, place and figure. */
export function keyOf({ rule, at: where, measured }: Finding): string {
  return `${rule} ${where} ${measured}`
}

/**
 * Validates a day and fills what is bad or missing. `referenceOf` is asked only then. What a person set stays, as does what an
 * outage left at zero.
 */
export function validate(
  subject: Subject,
  {
    settings = defaultSettings,
    reference = noReference,
    asked = rules,
    confirmed = nothingConfirmed,
  }: ValidateOptions = {},
): Verdict {
  const { findings: found, failed } = judge(subject, settings, asked)
  const findings = found.map(
    (finding): Finding => (confirmed.has(keyOf(finding)) ? { ...finding, severity: 'note' } : finding),
  )
  const { day } = subject
  const marks = marksOf(subject, findings)
  const energy = energyOf(subject, findings)
  const sumIsWrong = findings.some(({ rule, severity }) => rule === 'V16' && severity !== 'note')
  const isEdited = day.quality.includes(quality.edited)
  // Intervals and register differ: what is suspect is the first to be wrong.
  if (sumIsWrong) for (const [i, mark] of marks.entries()) if (mark === 'suspect') marks[i] = 'bad'
  const kept = day.values.map((value, i) => (isLost(at(marks, i)) ? null : value))
  const gaps = gapsIn(kept)
  if (gaps.length === 0) {
    if (sumIsWrong && energy !== undefined && !isEdited) return scaledDay(subject, energy, findings, failed)
    return closed(subject, kept, marks, [], findings, failed)
  }
  const dead = new Set(touchedByAny(day, [...subject.log.outages, ...subject.log.open]))
  const ground: Ground = {
    subject,
    values: kept,
    past: reference.past,
    other: reference.other,
    gaps,
    energy: leftFor(energy, kept),
    isDead: index => dead.has(index),
  }
  const { meter } = subject
  const { values, fills } = fillGaps(ground, settings, meter.registerResolution * meter.multiplier - 1)
  return closed(subject, values, marks, fills, findings, failed)
}

function isLost(mark: Severity | undefined): boolean {
  return mark === 'bad' || mark === 'missing'
}

const order: readonly Severity[] = ['note', 'suspect', 'missing', 'bad']

/** The gravest mark of each interval. A day-wide finding of the sum check is treated apart: it does not say which are wrong. */
function marksOf({ day }: Subject, findings: readonly Finding[]): (Severity | undefined)[] {
  const marks: (Severity | undefined)[] = day.values.map(value => (value === null ? 'missing' : undefined))
  for (const { rule, at: where, severity } of findings) {
    if (severity === 'note' || rule === 'V16' || rule === 'V21') continue
    const indexes = where === 'day' ? marks.keys() : where
    for (const i of indexes) {
      const known = marks[i]
      // A person has said what it is.
      if (day.quality[i] === quality.edited) continue
      if (known === undefined || order.indexOf(severity) > order.indexOf(known)) marks[i] = severity
    }
  }
  return marks
}

/** What the registers tell of the day; nothing where they are doubtful themselves. */
function energyOf({ registers, meter }: Subject, findings: readonly Finding[]): number | undefined {
  if (registers === undefined || findings.some(({ rule }) => rule === 'V21' || rule === 'V22'))
    return undefined
  return advanceOf(registers, meter) * meter.multiplier
}

/** What is left of it for the gaps; less than nothing says that something else is wrong. */
function leftFor(energy: number | undefined, kept: readonly (number | null)[]): number | undefined {
  const left = energy === undefined ? undefined : energy - sumOf(kept)
  return left === undefined || left < 0 ? undefined : left
}

/** Intervals that are in order one by one, but not together: scaled to the register as a whole. */
function scaledDay(
  subject: Subject,
  energy: number,
  findings: readonly Finding[],
  failed: Verdict['failed'],
): Verdict {
  const { day } = subject
  const [values = []] = scaleTo(energy, [{ values: day.values.map(value => value ?? 0) }])
  const fill: Fill = { from: 0, to: values.length, method: 'E08', scaled: true, references: [] }
  return closed(
    subject,
    values,
    day.values.map(() => 'bad' as const),
    [fill],
    findings,
    failed,
  )
}

function closed(
  { day }: Subject,
  values: (number | null)[],
  marks: readonly (Severity | undefined)[],
  fills: readonly Fill[],
  findings: readonly Finding[],
  failed: Verdict['failed'],
): Verdict {
  const codes = values.map((value, i): number => {
    const mark = marks[i]
    if (isLost(mark)) return value === null ? quality.missing : quality.estimated
    return mark === 'suspect' ? quality.suspect : at(day.quality, i)
  })
  return { state: stateOf(codes, findings, fills), values, quality: codes, findings, fills, failed }
}

function stateOf(codes: readonly number[], findings: readonly Finding[], fills: readonly Fill[]): DayState {
  if (codes.includes(quality.missing)) return 'invalid'
  const isScaled = fills.some(({ scaled }) => scaled)
  const isDoubtful = findings.some(({ severity, rule }) => {
    if (severity === 'note') return false
    return severity === 'suspect' || rule === 'V21' || (rule === 'V16' && !isScaled)
  })
  if (isDoubtful || codes.includes(quality.suspect)) return 'suspect'
  return codes.includes(quality.estimated) ? 'estimated' : 'valid'
}
