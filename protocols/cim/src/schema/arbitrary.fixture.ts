import fc from 'fast-check'
import type { Field, Fields, Group, Leaf, Schema, ValueOf } from './schema.ts'

/** Characters that an escape, a name space or an encoding could break. */
const word = fc
  .string({ unit: fc.constantFrom(...'ab0 .-&<>"\'é→𝄞/_#'), maxLength: 8 })
  .map(text => text.trim())

const byType: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'xs:string': word,
  'xs:boolean': fc.boolean(),
  'xs:integer': fc.maxSafeInteger(),
  'xs:decimal': fc
    .tuple(fc.integer(), fc.nat(999))
    .map(([whole, part]) => `${whole}.${String(part).padStart(3, '0')}`),
  'xs:float': fc.float({ noNaN: true, noDefaultInfinity: true }).map(value => (value === 0 ? 0 : value)),
  'xs:dateTime': fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) }),
  'xs:date': fc
    .integer({ min: 0, max: 40_000 })
    .map(day => new Date(day * 86_400_000).toISOString().slice(0, 10)),
  'xs:time': fc.integer({ min: 0, max: 86_399 }).map(at => new Date(at * 1000).toISOString().slice(11, 19)),
  'xs:base64Binary': fc.uint8Array({ maxLength: 20 }).map(octets => Buffer.from(octets).toString('base64')),
}

function leafValue(leaf: Leaf<unknown>): fc.Arbitrary<unknown> {
  if (leaf.values !== undefined) return fc.constantFrom(...leaf.values)
  return byType[leaf.xsd]!
}

/** Any value that a declaration allows. */
export function allowed<S extends Schema>(schema: S): fc.Arbitrary<ValueOf<S>> {
  return anyValue(schema) as fc.Arbitrary<ValueOf<S>>
}

function anyValue(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case 'leaf':
      return leafValue(schema)
    case 'reference':
      return word
    case 'attributed':
      return fc.record(
        { value: word, ...Object.fromEntries(schema.attributes.map(name => [name, word])) },
        { requiredKeys: ['value'] },
      )
    case 'group':
      return groupValue(schema)
  }
}

/** Few members at a time: what matters is that each is met, and that they stand beside each other. */
function groupValue({ byName }: Group<Fields>): fc.Arbitrary<unknown> {
  const must = [...byName].filter(([, { occurs }]) => occurs === 'required' || occurs === 'some')
  const may = [...byName].filter(([, { occurs }]) => occurs === 'optional' || occurs === 'many')
  return fc
    .subarray(may, { maxLength: Math.min(4, may.length) })
    .chain(chosen =>
      fc.record(Object.fromEntries([...must, ...chosen].map(([name, field]) => [name, fieldValue(field)]))),
    )
}

function fieldValue({ occurs, schema }: Field): fc.Arbitrary<unknown> {
  if (occurs === 'required' || occurs === 'optional') return anyValue(schema)
  return fc.array(anyValue(schema), { minLength: 1, maxLength: 2 })
}
