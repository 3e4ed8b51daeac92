import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { describe, expect, test } from 'vitest'
import { decodeColumns } from '../profile/decode-columns.ts'
import { decodeData, decodeUntagged, encodeData } from './data-codec.ts'
import { typeDescription } from './type-description.ts'
import { toDescriptionForm, toVectorForm } from './vector-form.ts'

interface Vector {
  readonly name: string
  readonly transport?: string
  readonly kind?: string
  readonly frameHex: string
  readonly templateDescriptionHex: string
  readonly compactBufferHex: string
  readonly expected: { readonly value: unknown; readonly template?: unknown }
}

/** Our own vectors, and beside the repository, where it exists, the developers' larger collection. */
const own = join(import.meta.dirname, '../../../dlms/vectors')
const shared = join(import.meta.dirname, '../../../../../shared/vectors/dlms')
if (!existsSync(shared)) console.warn(`skipped: the vectors of ${shared} are not here`)

const vectors: Vector[] = [
  join(own, 'computed.json'),
  ...['collected', 'sessions', 'pages'].map(name => join(shared, `${name}.json`)),
]
  .filter(existsSync)
  .flatMap(file => JSON.parse(readFileSync(file, 'utf8')))

function named(chosen: readonly Vector[]) {
  return chosen.map(vector => [vector.name, vector] as const)
}

describe('vectors', () => {
  test.each(named(vectors.filter(({ transport }) => transport === 'data')))(
    'data: %s',
    (_, { frameHex, expected }) => {
      const value = decodeData(fromHex(frameHex))
      expect(toVectorForm(value)).toEqual(expected.value)
      expect(toHex(encodeData(value))).toBe(frameHex)
    },
  )

  test.each(named(vectors.filter(({ kind }) => kind === 'compact-data-class62')))(
    'class 62: %s',
    (_, vector) => {
      const of = decode(typeDescription, fromHex(vector.templateDescriptionHex))
      expect(toDescriptionForm(of)).toEqual(vector.expected.template)
      expect(toHex(encode(typeDescription, of))).toBe(vector.templateDescriptionHex)
      expect(toVectorForm(decodeUntagged(fromHex(vector.compactBufferHex), of))).toEqual(
        vector.expected.value,
      )
    },
  )

  test('a profile without clock values has a row every capture period', () => {
    const hour = '0204 00 1106 06000005ed 0600000654'
    const { columns } = decodeColumns(
      fromHex(`0104 0204090c07e30c1f0217000000ffc400110606000005ed0600000654 ${hour.repeat(3)}`),
      { period: 3600 },
    )
    const start = Date.parse('2019-12-31T23:00:00+01:00') / 1000
    expect([...columns[0]!.values]).toEqual([start, start + 3600, start + 7200, start + 10_800])
    expect([...columns[3]!.values]).toEqual([1620, 1620, 1620, 1620])
  })
})
