import { FaultError, faultDeclarations, faultParametersOf, onAPhase } from '@ferraris/metering'
import type { Phases } from '../metrology/sample.ts'
import type { Harm, HarmOrder } from './harm.ts'
import { HarmError } from './harm-error.ts'
import { effectOf, type HarmKind, harmEffects, harmKinds } from './kinds.ts'

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
 * The harm that an order means, with the usual amounts of its kind where the order names none.
 *
 * @throws {HarmError} naming the member that is wrong
 */
export function checkedHarm(order: HarmOrder, { phases, begin }: Victim): Harm<HarmKind> {
  const kind = checkedKind(order.kind)
  const from = checkedInstant('from', order.from, begin)
  if (effectOf({ kind }).isOfThreePhases && phases === 1)
    refuse('kind', `${kind} needs a meter of three phases`)
  const { isMoment, seconds } = faultDeclarations[kind]
  const until = isMoment ? from + 1 : order.until
  if (until !== undefined) checkUntil(from, checkedInstant('until', until, begin), seconds?.most)
  return { kind, from, ...(until !== undefined && { until }), ...checkedAmounts(kind, order, phases) }
}

function checkUntil(from: number, until: number, longest = lastSecond): void {
  if (until <= from) refuse('until', `${until} is not after ${from}`)
  if (until - from > longest) refuse('until', `it lasts ${longest} s at most`)
}

/** Where and how much: what the table of faults has for the kind. */
function checkedAmounts(
  kind: HarmKind,
  { phase, depth, level }: HarmOrder,
  phases: Phases,
): Pick<Harm, 'phase' | 'depth' | 'level'> {
  const printed = phase === undefined ? undefined : onAPhase.oneOf[phase - 1]
  if (phase !== undefined && (printed === undefined || phase > phases))
    refuse('phase', `${phase} is no phase of this meter`, phases === 1 ? 'it has 1' : 'it has 1, 2 and 3')
  try {
    const { phase: on, ...amounts } = faultParametersOf({ kind, phase: printed, depth, level })
    return { ...(on !== undefined && { phase: onAPhase.oneOf.indexOf(on) + 1 }), ...amounts }
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    const { path, detail, remedy } = error
    return refuse(path as keyof HarmOrder, detail, remedy)
  }
}
