import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ValueError } from '../values/value-error.ts'
import { type Data, data } from './data.ts'
import { fromVectorForm } from './from-vector-form.ts'
import { toVectorForm } from './vector-form.ts'

const values: readonly Data[] = [
  data.nothing(),
  data.boolean(true),
  data.doubleLongUnsigned(0xffffffff),
  data.integer(-128),
  data.long64(-(2n ** 63n)),
  data.long64Unsigned(2n ** 64n - 1n),
  data.octets(Uint8Array.of(0, 255)),
  data.text('text'),
  data.bits('1010'),
  { type: 'float64', value: 1.5 },
  data.array(data.structure(data.enumeration(3), data.octets(new Uint8Array()))),
]

test.each(values.map(value => [value.type, value] as const))('a %s comes back from its form', (_, value) => {
  expect(fromVectorForm(JSON.parse(JSON.stringify(toVectorForm(value))))).toEqual(value)
})

test.each([
  [{ t: 'unsigned', v: 256 }, '.v'],
  [{ t: 'unsigned', v: 1.5 }, '.v'],
  [{ t: 'long64', v: '99999999999999999999' }, '.v'],
  [{ t: 'octet-string', v: 'xyz' }, '.v'],
  [{ t: 'array', v: [{ t: 'boolean', v: 1 }] }, '.v[0].v'],
  [{ t: 'compact-array', v: [] }, '.t'],
  [{ t: 'nonsense', v: 0 }, '.t'],
  [{ t: '__proto__', v: 0 }, '.t'],
  ['text', ''],
])('%j is refused with its place', (form, path) => {
  expect(() => fromVectorForm(form)).toThrow(expect.objectContaining({ path }))
})

test('nesting ends somewhere', () => {
  let form: unknown = { t: 'boolean', v: true }
  for (let i = 0; i < 40; i++) form = { t: 'array', v: [form] }
  expect(() => fromVectorForm(form)).toThrow(ValueError)
})

test('any JSON is data, or a ValueError', () => {
  const type = fc.constantFrom('array', 'structure', 'unsigned', 'octet-string', 'long64', 'boolean', 'x')
  const form = fc.letrec(tie => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.record({ t: type, v: fc.oneof(fc.jsonValue(), fc.array(tie('any'))) }),
    ),
  })).any
  fc.assert(
    fc.property(form, given => {
      try {
        expect(fromVectorForm(given)).toHaveProperty('type')
      } catch (error) {
        if (!(error instanceof ValueError)) throw error
      }
    }),
    { numRuns: 5_000, seed: 10 },
  )
})
