import { msOf, msPerDay, secondsOf, secondsPerDay } from './durations.ts'
import type { FaultDeclaration } from './fault-declaration.ts'
import { FaultError } from './fault-error.ts'
import {
  type FaultKind,
  type FaultOrder,
  type FaultParameter,
  type FaultParameters,
  faultDeclarations,
  faultKinds,
} from './faults.ts'

/** What is to last longer is left without an end. */
const longestDays = 366

/**
 * The kind that a name means.
 *
 * @throws {FaultError} `kind`
 */
export function faultKindOf<Kind extends FaultKind = FaultKind>(
  name: string,
  kinds: readonly Kind[] = faultKinds as readonly Kind[],
): Kind {
  const kind = kinds.find(known => known === name)
  if (kind !== undefined) return kind
  throw new FaultError('kind', `${name} is no fault`, `choose from ${kinds.join(', ')}`)
}

/**
 * An order as it came from outside: its kind is known, its target a name, its numbers are numbers, and it has no other members.
 *
 * @throws {FaultError} naming the member
 */
export function faultOrderOf(told: unknown): FaultOrder {
  const order = typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {}
  const kind = faultKindOf(wordOf(order.kind))
  const { target } = order
  if (typeof target !== 'string' || target === '' || target.length > longestName)
    throw new FaultError('target', 'it is to be done to something', 'name what')
  for (const [name, value] of Object.entries(order)) {
    if (name === 'kind' || name === 'target' || value === undefined || value === null) continue
    const member = name as keyof FaultOrder
    const isText = name === 'to' || name === 'phase'
    if (!isText && !isNumber(name))
      throw new FaultError(member, 'an order has no such member', 'leave it out')
    if (typeof value !== (isText ? 'string' : 'number'))
      throw new FaultError(member, `${JSON.stringify(value)} is no ${isText ? 'name' : 'number'}`)
  }
  return { ...order, kind, target } as FaultOrder
}

/** What is told as a word, as far as it is one: `String` would run what an object has under `toString`. */
export function wordOf(told: unknown): string {
  return typeof told === 'string' ? told : JSON.stringify(told ?? null)
}

function isNumber(name: string): boolean {
  return name === 'until' || name === 'for' || everyParameter.includes(name as FaultParameter)
}

/** Of a target, characters. */
const longestName = 128

/**
 * The parameters of a fault: those of its order, and the usual ones of its kind where the order names none.
 *
 * @throws {FaultError} naming the one that the kind does not have, or that is out of its range
 */
export function faultParametersOf(order: FaultParameters & Pick<FaultOrder, 'kind'>): FaultParameters {
  const { parameters } = faultDeclarations[order.kind]
  for (const name of everyParameter) {
    if (order[name] === undefined || Object.hasOwn(parameters, name)) continue
    const its = Object.keys(parameters).join(', ')
    throw new FaultError(name, `${order.kind} has none`, its === '' ? 'leave it out' : `it has ${its}`)
  }
  const found = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = order[name as FaultParameter] ?? ('usual' in parameter ? parameter.usual : undefined)
    return value === undefined ? [] : [[name, checked(name as FaultParameter, parameter, value)]]
  })
  return Object.fromEntries(found) as FaultParameters
}

/**
 * When a fault that begins now ends by itself, epoch milliseconds; null while it lasts until it is mended. What is over when it
 * has happened ends at once.
 *
 * @throws {FaultError} `until`, `for`
 */
export function faultEndOf(order: FaultOrder, now: number): number | null {
  const { isMoment = false, seconds } = faultDeclarations[order.kind]
  const member = order.until === undefined ? 'for' : 'until'
  if (order.until !== undefined && order.for !== undefined)
    throw new FaultError('for', 'until says when it ends already', 'leave out one of both')
  const lasts = order.until === undefined ? (order.for ?? seconds?.usual) : secondsOf(order.until - now)
  if (isMoment) {
    if (lasts === undefined) return now
    throw new FaultError(member, `${order.kind} is over when it has happened`, 'leave it out')
  }
  if (lasts === undefined) return null
  const most = seconds?.most ?? longestDays * secondsPerDay
  if (!(lasts > 0)) throw new FaultError(member, 'it would be over already', 'it has to end after now')
  if (lasts > most) throw new FaultError(member, `it lasts ${longestText(most)} at most`)
  return now + msOf(lasts)
}

function longestText(seconds: number): string {
  return seconds >= secondsPerDay ? `${msOf(seconds) / msPerDay} days` : `${seconds} s`
}

const everyParameter = [
  ...new Set(faultKinds.flatMap(kind => Object.keys(faultDeclarations[kind].parameters))),
] as readonly FaultParameter[]

function checked(
  name: FaultParameter,
  parameter: FaultDeclaration['parameters'][string],
  value: number | string,
): number | string {
  if ('place' in parameter) return value
  if ('oneOf' in parameter) {
    if (parameter.oneOf.includes(String(value))) return value
    throw new FaultError(name, `${value} is no phase`, `choose from ${parameter.oneOf.join(', ')}`)
  }
  const { least, most, unit } = parameter
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw new FaultError(name, `${value}${unit === '' ? '' : ` ${unit}`}: ${least} … ${most} can be`)
}
