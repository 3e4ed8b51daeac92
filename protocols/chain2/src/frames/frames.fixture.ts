import { decodeDateTime } from '@ferraris/cosem'
import fc from 'fast-check'
import type { LayoutField } from '../layouts/layout.ts'
import { type Frame, frameLayouts } from './frame.ts'

const bounds = {
  unsigned: [0, 0xff],
  'long-unsigned': [0, 0xffff],
  'double-long-unsigned': [0, 0xffff_ffff],
  integer: [-0x80, 0x7f],
  long: [-0x8000, 0x7fff],
  'double-long': [-0x8000_0000, 0x7fff_ffff],
} as const

function anyValue({ type, factor = 1, longest = 16 }: LayoutField): fc.Arbitrary<unknown> {
  if (type === 'visible-string') return fc.string({ maxLength: longest }).map(text => text.trimEnd())
  if (type === 'date-time' || type === 'date') {
    return fc.uint8Array({ minLength: 12, maxLength: 12 }).map(octets => {
      if (type === 'date') octets.set([0xff, 0xff, 0xff, 0xff, 0x80, 0x00, 0xff], 5)
      return decodeDateTime(octets)
    })
  }
  const [min, max] = bounds[type]
  return fc
    .integer({ min, max })
    .map(number => (factor < 1 ? number / Math.round(1 / factor) : number * factor))
}

/** Any frame that its layout can carry. */
export const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  ...frameLayouts.layouts.map(({ frame, fields }) =>
    fc
      .record(Object.fromEntries(fields.map(field => [field.name, anyValue(field)])), {
        noNullPrototype: true,
      })
      .map(values => ({ frame, ...values }) as unknown as Frame),
  ),
)
