import { encodeData } from '@ferraris/cosem'
import { type AttributeWrite, type DataAccessResult, supports } from '@ferraris/dlms'
import type { Quirks } from '../quirks/quirks.ts'
import type { Association } from './association.ts'
import type { AttributeSource } from './attribute-source.ts'
import { type Answer, answerOf, ask, attributesQuery } from './query.ts'

/** What the meter says to a write, and what stands there afterwards. */
export interface WrittenBack {
  readonly result: DataAccessResult
  readonly after: Answer
}

/** Octets of a descriptor of ACCESS with its tag, in both lists of the request. */
const itemLength = 32
/** What ciphering and the request's own head take of an APDU. */
const headLength = 96
/** Writes in one request: an answer in the middle of a long list is lost whole. */
const mostAtOnce = 32

/**
 * Writes attributes and reads them back, in as few round trips as the meter allows: both in one ACCESS, in lists, or one by
 * one. A refused one does not keep the others from being written.
 */
export async function writeAndRead(
  association: Association,
  source: AttributeSource,
  writes: readonly AttributeWrite[],
  { noLists }: Pick<Quirks, 'noLists'>,
): Promise<WrittenBack[]> {
  const { conformance, maxReceivePduSize } = association.server
  const room = (maxReceivePduSize || 0xffff) - headLength
  const isListed = !noLists && supports(conformance, 'multiple-references')
  const hasAccess = !noLists && association.request !== undefined && supports(conformance, 'access')
  const found: WrittenBack[] = []
  for (const part of partsOf(writes, isListed || hasAccess ? room : 0)) {
    // One that does not fit goes by itself, in blocks, which ACCESS does not have.
    const isLong = part.some(write => lengthOf(write) > room)
    found.push(
      ...(await (hasAccess && !isLong ? byAccess(association, part) : byLists(association, source, part))),
    )
  }
  return found
}

function lengthOf({ value }: AttributeWrite): number {
  return itemLength + encodeData(value).length
}

function* partsOf(writes: readonly AttributeWrite[], room: number): Generator<AttributeWrite[]> {
  let part: AttributeWrite[] = []
  let left = room
  for (const write of writes) {
    const length = lengthOf(write)
    if (part.length > 0 && (length > left || part.length >= mostAtOnce)) {
      yield part
      part = []
      left = room
    }
    part.push(write)
    left -= length
  }
  if (part.length > 0) yield part
}

async function byAccess(association: Association, writes: readonly AttributeWrite[]): Promise<WrittenBack[]> {
  const items = [
    ...writes.map(write => ({ kind: 'set' as const, ...write })),
    ...writes.map(({ classId, obis, attribute }) => ({ kind: 'get' as const, classId, obis, attribute })),
  ]
  const outcomes = (await association.request?.({ service: 'access', items })) ?? []
  return writes.map((_, i) => {
    const [set, get] = [outcomes[i], outcomes[writes.length + i]]
    return {
      result: set?.kind === 'set' ? set.result : 'other-reason',
      after: answerOf(get?.kind === 'get' ? get.result : undefined),
    }
  })
}

async function byLists(
  association: Association,
  source: AttributeSource,
  writes: readonly AttributeWrite[],
): Promise<WrittenBack[]> {
  const results = await association.set(...writes)
  const [after] = await ask(
    source,
    attributesQuery(writes.map(({ classId, obis, attribute }) => ({ classId, obis, attribute }))),
  )
  return writes.map((_, i) => ({
    result: results[i] ?? 'other-reason',
    after: after[i] ?? { refused: 'other-reason' },
  }))
}
