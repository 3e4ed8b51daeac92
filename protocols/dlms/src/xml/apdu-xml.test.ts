import { fromHex, toHex } from '@ferraris/bytes'
import { type Codec, encode } from '@ferraris/codec'
import { XmlError } from '@ferraris/codec/xml'
import type { Data } from '@ferraris/cosem'
import { arbitrary, fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acseApdus, anyApdu, generalApdus, plainApdus } from '../apdu/apdu.ts'
import { leaves } from '../apdu/elements/leaves.fixture.ts'
import { apduFromXml, apduToXml } from './apdu-xml.ts'
import { dataElement, dataOf } from './data-xml.ts'

const getClock = `<get-request>
  <get-request-normal>
    <invoke-id-and-priority>c1</invoke-id-and-priority>
    <cosem-attribute-descriptor>
      <class-id>8</class-id>
      <instance-id>0000010000ff</instance-id>
      <attribute-id>2</attribute-id>
    </cosem-attribute-descriptor>
  </get-request-normal>
</get-request>`

test('an APDU is written with the names and the order of its declaration', () => {
  expect(apduToXml(fromHex('c001c100080000010000ff0200'))).toBe(getClock)
  expect(toHex(apduFromXml(getClock))).toBe('c001c100080000010000ff0200')
})

test('prefixes, declarations, comments and attributes of other tools are passed over', () => {
  const foreign = `<?xml version="1.0"?><!-- clock -->${getClock
    .replaceAll('</', '</x:')
    .replaceAll(/<(?!\/)/g, '<x:')
    .replace('<x:get-request>', '<x:get-request xmlns:x="http://www.dlms.com/COSEMpdu">')}`
  expect(toHex(apduFromXml(foreign))).toBe('c001c100080000010000ff0200')
})

const declared = Object.entries({ ...plainApdus, ...acseApdus, ...generalApdus }) as [
  string,
  Codec<unknown>,
][]

test.each(declared)('%s comes back from XML as it went', (apdu, codec) => {
  fc.assert(
    fc.property(arbitrary(codec, leaves), value => {
      const octets = encode(anyApdu, { apdu, value } as Parameters<typeof anyApdu.encode>[1])
      expect(toHex(apduFromXml(apduToXml(octets)))).toBe(toHex(octets))
    }),
    { numRuns: 40 },
  )
})

test('data of every type comes back as it went', () => {
  const values: Data[] = [
    { type: 'float64', value: -0.1 },
    { type: 'float32', value: Number.NaN },
    { type: 'long64-unsigned', value: 18_446_744_073_709_551_615n },
    { type: 'visible-string', value: ' <Wh> & \u0000' },
    { type: 'utf8-string', value: 'Größe' },
    { type: 'utf8-string', value: '' },
    { type: 'bit-string', value: '0101' },
    { type: 'boolean', value: true },
    { type: 'bcd', value: 0x42 },
    { type: 'date', value: fromHex('07ea0b15ff') },
    { type: 'compact-array', of: { type: 'long' }, value: [{ type: 'long', value: -5 }] },
    { type: 'structure', value: [{ type: 'null-data', value: null }] },
    { type: 'array', value: [] },
  ]
  for (const value of values) expect(dataOf(dataElement(value), '')).toEqual(value)
})

describe('XML that is no APDU is refused with the place of the fault:', () => {
  test.each([
    ['', 'line 1'],
    ['<get-request>', 'line 1'],
    ['<a/><b/>', ''],
    ['<household/>', 'household: is no APDU'],
    ['<get-request/>', '/get-request: one of get-request-normal'],
    [getClock.replace('>8<', '>eight<'), 'class-id: "eight" is no whole number'],
    [getClock.replace('>8<', '>70000<'), 'class-id: 70000 is not within 0 to 65535'],
    [getClock.replace('0000010000ff', '0000010000'), 'instance-id: 5 octets instead of 6'],
    [getClock.replace('<attribute-id>2</attribute-id>', ''), 'attribute-id is missing'],
    [getClock.replaceAll('attribute-id', 'attribute'), 'attribute: is not known here'],
    [`<!DOCTYPE x [<!ENTITY a "b">]>${getClock}`, 'document type'],
    [`${'<array>'.repeat(500)}${'</array>'.repeat(500)}`, ''],
  ])('%#', (xml, message) => {
    let found: unknown
    try {
      apduFromXml(xml)
    } catch (error) {
      found = error
    }
    expect(found).toBeInstanceOf(XmlError)
    expect((found as XmlError).message).toContain(message)
  })
})

test('no text makes anything but an XmlError', () => {
  const valid = [
    'c001c100080000010000ff0200',
    'c401c10002020f00161e',
    'c101c100080000010000ff0200090c07e60101ff000000ff8000ff',
    '601da109060760857405080101be10040e01000000065f1f0400001e1dffff',
    '0f000000010006000003e8',
  ].map(hex => new TextEncoder().encode(apduToXml(fromHex(hex))))
  const read = (octets: Uint8Array) => apduFromXml(new TextDecoder().decode(octets))
  const result = fuzzDecoder(read, valid, { runs: 30_000, allowed: error => error instanceof XmlError })
  expect(result.accepted).toBeGreaterThan(300)
})
