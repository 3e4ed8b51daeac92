import type { Phases } from '../metrology/sample.ts'
import type { Effect } from './effect.ts'
import type { Harm, HarmOrder } from './harm.ts'
import { HarmError } from './harm-error.ts'
import { type HarmKind, harmEffects, harmKinds } from './kinds.ts'

/** What a 32-bit clock can show; a greater number is of milliseconds. */
const lastSecond = 0xffff_ffff

function refuse(member: keyof HarmOrder, detail: string, remedy?: string): never {
  throw new HarmError('harm-refused', member, detail, remedy)
}

function isKind(kind: string): kind is HarmKind {
  return Object.hasOwn(harmEffects, kind)
}

/** The kind that a name means. Throws HarmError naming the member `kind`. */
export function checkedKind(kind: string): HarmKind {
  if (isKind(kind)) return kind
  return refuse('kind', `${JSON.stringify(kind)} is no harm of a meter`, `choose of ${harmKinds.join(', ')}`)
}

/** An instant as a meter knows it. Throws HarmError naming its member. */
export function checkedInstant(member: 'from' | 'until', instant: number, begin: number): number {
  if (Number.isInteger(instant) && instant >= begin && instant <= lastSecond) return instant
  return refuse(
    member,
    `${instant} is no instant in the records of the meter`,
    `whole seconds since 1970, ${begin} … ${lastSecond}`,
  )
}

/** A meter that a harm is to be done to. */
interface Victim {
  readonly phases: Phases
  /** The first instant of its records. */
  readonly begin: number
}

/**
 * The harm that an order means.
 *
 * @throws {HarmError} naming the member that is wrong
 */
export function checkedHarm(order: HarmOrder, { phases, begin }: Victim): Harm<HarmKind> {
  const kind = checkedKind(order.kind)
  const effect: Effect = harmEffects[kind]
  const from = checkedInstant('from', order.from, begin)
  const { phase, depth, level } = order
  const until = effect.isMoment ? from + 1 : order.until
  if (effect.isOfThreePhases && phases === 1) refuse('kind', `${kind} needs a meter of three phases`)
  if (until !== undefined) checkUntil(effect, from, checkedInstant('until', until, begin))
  checkPhase(effect, phase, phases)
  for (const member of ['depth', 'level'] as const) checkAmount(effect, member, order[member])
  if (depth !== undefined && level !== undefined)
    refuse('level', 'depth says it already', 'leave out one of both')
  return {
    kind,
    from,
    ...(until !== undefined && { until }),
    ...(phase !== undefined && { phase }),
    ...(depth !== undefined && { depth }),
    ...(level !== undefined && { level }),
  }
}

function checkUntil({ longestSeconds = lastSecond }: Effect, from: number, until: number): void {
  if (until <= from) refuse('until', `${until} is not after ${from}`)
  if (until - from > longestSeconds) refuse('until', `it lasts ${longestSeconds} s at most`)
}

function checkPhase({ takes }: Effect, phase: number | undefined, phases: Phases): void {
  if (phase === undefined) {
    if (takes.phase === 'must') refuse('phase', 'it happens to one phase', 'give 1, 2 or 3')
    return
  }
  if (takes.phase === undefined) refuse('phase', 'it happens to all phases alike', 'leave it out')
  if (!Number.isInteger(phase) || phase < 1 || phase > phases)
    refuse('phase', `${phase} is no phase of this meter`, phases === 1 ? 'it has 1' : 'it has 1, 2 and 3')
}

function checkAmount({ takes }: Effect, member: 'depth' | 'level', amount: number | undefined): void {
  if (amount === undefined) return
  const { least, most, unit } =
    takes[member] ?? refuse(member, 'a harm of this kind has none', 'leave it out')
  if (!(amount >= least && amount <= most)) refuse(member, `${amount} ${unit}: ${least} … ${most} can be`)
}
