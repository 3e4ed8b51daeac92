import { type Data, data, describeData, type Obis } from '@ferraris/cosem'
import type { Attribute, InterfaceClass } from '@ferraris/cosem/classes'
import type { AttributeWrite } from '@ferraris/dlms'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { Answer } from '../../session/query.ts'
import type { WrittenBack } from '../../session/write.ts'
import type { Step } from '../programme.ts'
import { refusalOf, refused } from './refusal.ts'
import { sameData } from './same-data.ts'

/** What an attribute is to be. */
export interface Wanted {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  /** Its name for people; default: its number. */
  readonly name?: string
  /** The value, or what makes it of the one that stands there: a number keeps the type that the meter has for it. */
  readonly value: Data | ((now: Data | undefined) => Data)
}

type AttributeName<C extends InterfaceClass> = keyof C['attributes'] & string
type AttributeValue<C extends InterfaceClass, A extends AttributeName<C>> =
  C['attributes'][A] extends Attribute<infer T> ? T : never

/** One with a value that does not depend on what stands there. */
export type Fixed = Wanted & { readonly value: Data }

/** An attribute by the names of its class. Throws ValueError for a value that the class does not hold. */
export function wanted<C extends InterfaceClass, A extends AttributeName<C>>(
  of: C,
  obis: Obis,
  name: A,
  value: AttributeValue<C, A>,
): Fixed {
  const { id, type } = attributeOf(of, name)
  return { classId: of.classId, obis, attribute: id, name, value: type.encode(value, name) }
}

/** An attribute that holds a number in a type that its class leaves open. */
export function wantedNumber<C extends InterfaceClass>(
  of: C,
  obis: Obis,
  name: AttributeName<C>,
  value: number,
): Wanted {
  const { id } = attributeOf(of, name)
  return { classId: of.classId, obis, attribute: id, name, value: now => likeNumber(value, now) }
}

function attributeOf(of: InterfaceClass, name: string): Attribute<unknown> {
  const found = of.attributes[name]
  if (found === undefined) throw new TypeError(`class ${of.classId} has no attribute ${name}`)
  return found
}

function likeNumber(value: number, now: Data | undefined): Data {
  if (now === undefined || now.type === 'null-data') return data.doubleLongUnsigned(value)
  if (typeof now.value === 'bigint') return { ...now, value: BigInt(value) } as Data
  return typeof now.value === 'number' ? ({ ...now, value } as Data) : data.doubleLongUnsigned(value)
}

/**
 * Brings attributes to the values that are wanted: reads them all, writes those that differ and reads those back. Every one has its step,
 * in the order in which they are given; a refused one does not keep the others from being written.
 */
export async function settle(meter: DlmsMeter, ...all: readonly Wanted[]): Promise<Step[]> {
  if (all.length === 0) return []
  const places = all.map(({ classId, obis, attribute }) => ({ classId, obis, attribute }))
  const before = await meter.answers(...places)
  const values = all.map(({ value }, i) => valueFor(value, before[i]))
  const open = all.flatMap((_, i) => (isThere(before[i], values[i]) ? [] : [i]))
  const written = await writesOf(
    meter,
    open.map(i => ({ ...(places[i] as (typeof places)[number]), value: values[i] as Data })),
  )
  return all.map((one, i) => {
    const place = open.indexOf(i)
    const step = { target: targetOf(one), wrote: describeData(values[i] as Data) }
    if (place < 0)
      return { target: step.target, outcome: 'verified', found: step.wrote, reason: 'was so already' }
    const back = written[place]
    return typeof back === 'string' || back === undefined
      ? refused(step.target, back ?? 'the meter gives no answer')
      : stepOf(step, values[i] as Data, back)
  })
}

/** Settles one after the other, and stops at the first that fails: what follows builds on it. */
export async function settleInOrder(meter: DlmsMeter, ...all: readonly Wanted[]): Promise<Step[]> {
  const steps: Step[] = []
  for (const one of all) {
    const [step] = await settle(meter, one)
    if (step === undefined) continue
    steps.push(step)
    if (step.outcome === 'refused' || step.outcome === 'differs') break
  }
  return steps
}

export function targetOf({ obis, attribute, name }: Omit<Wanted, 'value'>): string {
  return name === undefined ? `${obis}:${attribute}` : `${obis} ${name}`
}

function valueFor(value: Wanted['value'], before: Answer | undefined): Data {
  if (typeof value !== 'function') return value
  return value(before !== undefined && 'data' in before ? before.data : undefined)
}

function isThere(before: Answer | undefined, value: Data | undefined): boolean {
  return before !== undefined && value !== undefined && 'data' in before && sameData(before.data, value)
}

/** What the meter says to each write; a refusal of the whole request is the reason of each of its writes. */
async function writesOf(
  meter: DlmsMeter,
  writes: readonly AttributeWrite[],
): Promise<readonly (WrittenBack | string)[]> {
  if (writes.length === 0) return []
  try {
    return await meter.writeBack(...writes)
  } catch (error) {
    const reason = refusalOf(error)
    if (reason === undefined) throw error
    return writes.map(() => reason)
  }
}

function stepOf(step: { target: string; wrote: string }, value: Data, { result, after }: WrittenBack): Step {
  if (result !== 'success') return refused(step.target, `the meter refuses: ${result}`)
  if ('refused' in after) return { ...step, outcome: 'done', reason: `cannot be read back: ${after.refused}` }
  const found = describeData(after.data)
  return sameData(after.data, value)
    ? { ...step, outcome: 'verified', found }
    : { ...step, outcome: 'differs', found }
}
