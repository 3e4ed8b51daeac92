import type { Codec, Shape } from '@ferraris/codec'
import fc from 'fast-check'

/** Values for the hand-written leaves of a format, by leaf name. */
export type LeafArbitraries = Readonly<Record<string, fc.Arbitrary<unknown>>>

/** Values of a declared format, made from its declaration, for property tests. */
export function arbitrary<T>(codec: Codec<T>, leaves: LeafArbitraries = {}): fc.Arbitrary<T> {
  return fromShape(codec.shape, leaves) as fc.Arbitrary<T>
}

function fromShape(shape: Shape, leaves: LeafArbitraries): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'unsigned':
      return fc.integer({ min: 0, max: 2 ** shape.bits - 1 })
    case 'signed':
      return fc.integer({ min: -(2 ** (shape.bits - 1)), max: 2 ** (shape.bits - 1) - 1 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'octets':
      return fc.uint8Array(
        shape.length === undefined
          ? { maxLength: 300 }
          : { minLength: shape.length, maxLength: shape.length },
      )
    case 'bits': {
      const bit = fc.constantFrom('0', '1')
      return fc.string(
        shape.length === undefined
          ? { unit: bit, maxLength: 40 }
          : { unit: bit, minLength: shape.length, maxLength: shape.length },
      )
    }
    case 'enumeration':
      return fc.constantFrom(...Object.keys(shape.values))
    case 'list':
      return fc.array(fromShape(shape.of, leaves), { maxLength: 5 })
    case 'optional':
      return fc.option(fromShape(shape.of, leaves), { nil: undefined })
    case 'sequence':
      return record(shape.fields, leaves)
    case 'choice':
      return fc.oneof(
        ...shape.alternatives.map(([kind, , of]) =>
          fromShape(of, leaves).map(value => ({ kind, ...(value as object) })),
        ),
      )
    case 'leaf': {
      const leaf = leaves[shape.name]
      if (leaf === undefined) throw new Error(`no arbitrary for leaf ${shape.name}`)
      return leaf
    }
  }
}

/** Members that came out `undefined` are left out, as the decoder leaves them out. */
function record(
  fields: readonly (readonly [string, Shape])[],
  leaves: LeafArbitraries,
): fc.Arbitrary<object> {
  return fc
    .record(Object.fromEntries(fields.map(([name, shape]) => [name, fromShape(shape, leaves)])))
    .map(value => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)))
}
