import { at } from '@ferraris/bytes'
import { type IntervalBlock, outranks } from '@ferraris/metering'

export type BlockContent = Pick<IntervalBlock, 'values' | 'quality'>

/**
 * What is known of a day after another reading of it: each interval keeps the better of its two values, and of
 * equally good ones the one stored first. Merging the same block again changes nothing (`undefined`).
 */
export function mergeBlock(stored: BlockContent, newer: BlockContent): BlockContent | undefined {
  let merged: BlockContent | undefined
  const count = Math.min(stored.values.length, newer.values.length)
  for (let i = 0; i < count; i++) {
    const code = at(newer.quality, i)
    if (!outranks(code, at(stored.quality, i))) continue
    merged ??= { values: [...stored.values], quality: [...stored.quality] }
    merged.values[i] = at(newer.values, i)
    merged.quality[i] = code
  }
  return merged
}
