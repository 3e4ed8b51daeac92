import { quality } from '@ferraris/metering'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BlockContent, mergeBlock } from './merge.ts'

const interval = fc
  .constantFrom(...Object.values(quality))
  .chain(code =>
    fc.record({ code: fc.constant(code), value: code === quality.missing ? fc.constant(null) : fc.nat(100) }),
  )
const content = fc.array(interval, { minLength: 8, maxLength: 8 }).map(
  (intervals): BlockContent => ({
    values: intervals.map(({ value }) => value),
    quality: intervals.map(({ code }) => code),
  }),
)
function merged(a: BlockContent, b: BlockContent) {
  return mergeBlock(a, b) ?? a
}

test('merging the same again changes nothing, in whatever order parts come', () => {
  fc.assert(
    fc.property(content, content, (a, b) => {
      const once = merged(a, b)
      expect(mergeBlock(once, a)).toBeUndefined()
      expect(mergeBlock(once, b)).toBeUndefined()
      expect(merged(b, a).quality.map(code => code === quality.missing)).toEqual(
        once.quality.map(code => code === quality.missing),
      )
    }),
  )
})

test('a valid value gives way to one measured under a clock that was set, and to an edited one; a missing one to any', () => {
  const stored = (code: number): BlockContent => ({ values: [code === 1 ? null : 1], quality: [code] })
  const newer = (code: number): BlockContent => ({ values: [code === 1 ? null : 2], quality: [code] })
  const codes = Object.values(quality)
  expect(codes.filter(code => mergeBlock(stored(quality.valid), newer(code)))).toEqual([
    quality.clockAdjusted,
    quality.edited,
  ])
  expect(codes.filter(code => mergeBlock(stored(quality.missing), newer(code)))).toEqual(
    codes.filter(code => code !== quality.missing),
  )
})
