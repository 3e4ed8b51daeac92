import { concat } from '@ferraris/bytes'
import { mutations } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { octetsOf } from './characters.ts'
import { type DataSet, dataSets, formatDataSet, obisOf } from './data-set.ts'
import { encodePush, readPush } from './push.ts'
import { blockCheck, decodeReadout, encodeReadout, readReadout } from './readout.ts'

const energy: DataSet = {
  address: '1-0:1.8.0*255',
  obis: '1.0.1.8.0.255',
  values: [{ value: '000123.4', unit: 'kWh' }],
}
const serial: DataSet = { address: '0.0.0', obis: '0.0.0.0.0.255', values: [{ value: 'FER00000001' }] }
const gas: DataSet = {
  address: '0-1:24.2.1',
  obis: '0.1.24.2.1.255',
  values: [{ value: '261121070000W' }, { value: '00012.345', unit: 'm3' }],
}
const block = encodeReadout([[serial], [energy, gas]])

describe('a data line', () => {
  test('holds addresses, values and units', () => {
    expect(dataSets('1-0:1.8.0*255(000123.4*kWh)0-1:24.2.1(261121070000W)(00012.345*m3)')).toEqual([
      energy,
      gas,
    ])
    expect(dataSets('(only a value)')).toEqual([{ address: '', values: [{ value: 'only a value' }] }])
    expect(dataSets('')).toEqual([])
  })

  test.for([
    ['1.8.0', 'missing', 105],
    ['1.8.0(12', 'not closed', 108],
    ['1.8.0(1(2)', 'no such character', 107],
    ['1.8)0(12)', 'no such character', 103],
    ['12345678901234567(1)', '17 characters', 100],
    [`1(${'9'.repeat(129)})`, 'a value of 129', 102],
    ['1(2*12345678901234567)', 'a unit of 17', 104],
  ] as const)('that reads %s is refused', ([line, detail, offset]) => {
    expect(() => dataSets(line, 100)).toThrow(
      expect.objectContaining({ detail: expect.stringMatching(detail), offset }),
    )
  })

  test.for([
    ['1.8.0', '1.0.1.8.0.255'],
    ['1-1:1.8.1*99', '1.1.1.8.1.99'],
    ['1.8.0&01', '1.0.1.8.0.1'],
    ['C.1.0', '0.0.96.1.0.255'],
    ['F.F', undefined],
    ['P.01', '0.0.99.1.0.255'],
    ['0.9.1', '0.0.0.9.1.255'],
    ['1.8.0.7.7', undefined],
    ['300.8.0', undefined],
    ['', undefined],
  ] as const)('with address %s means OBIS %s', ([address, obis]) => {
    expect(obisOf(address)).toBe(obis)
  })
})

describe('a data block', () => {
  test('round-trips whatever it holds', () => {
    const text = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'09AZaz.:- '), maxLength })
    const value = fc.record({ value: text(32), unit: text(16) }, { requiredKeys: ['value'] })
    const set = fc.record({ address: text(16), values: fc.array(value, { minLength: 1, maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(fc.array(set, { minLength: 1, maxLength: 2 }), { maxLength: 6 }), lines => {
        // An address that is missing cannot be told from a further value of the set before it.
        fc.pre(lines.every(sets => sets.slice(1).every(({ address }) => address !== '')))
        const sets = decodeReadout(encodeReadout(lines)).map(({ address, values }) => ({ address, values }))
        expect(sets).toEqual(lines.flat())
      }),
    )
  })

  test('with a wrong octet is refused, and read all the same by a tolerant reader', () => {
    const damaged = block.slice()
    damaged[10]! ^= 1
    const at = block.length - 1
    expect(() => decodeReadout(damaged)).toThrow(expect.objectContaining({ code: 'checksum', offset: at }))
    expect(readReadout(damaged).sets).toHaveLength(3)
  })

  test('with one line that does not fit gives the others, and says where it is', () => {
    const lines = octetsOf('0.0.0(FER00000001)\r\n1.8.0[12]\r\n1-0:1.8.0*255(000123.4*kWh)\r\n!\r\n\x03')
    const octets = concat(Uint8Array.of(2), lines, Uint8Array.of(blockCheck(lines)))
    const { sets, faults } = readReadout(octets)
    expect(sets).toEqual([serial, energy])
    expect(faults.map(({ code, offset }) => [code, offset])).toEqual([['truncated', 30]])
  })

  test.for([
    ['without a beginning', block.subarray(1), 'unexpected', 0],
    ['without an end', block.subarray(0, -2), 'truncated', block.length - 2],
    ['without a check', block.subarray(0, -1), 'truncated', block.length - 1],
    ['with more behind it', concat(block, Uint8Array.of(0)), 'trailing', block.length],
  ] as const)('%s is refused', ([, octets, code, offset]) => {
    expect(() => decodeReadout(octets)).toThrow(expect.objectContaining({ code, offset }))
    expect(readReadout(octets).sets).toEqual([serial, energy, gas])
  })

  test('broken anyhow is read without an exception', () => {
    let clean = 0
    for (const octets of mutations(1, [block, encodeReadout([])], 20_000)) {
      if (readReadout(octets).faults.length === 0) clean++
      readPush(octets)
    }
    expect(clean).toBeGreaterThan(10)
    expect(clean).toBeLessThan(10_000)
  })
})

test('a meter that sends by itself (mode D) is read with its identification', () => {
  const identification = { manufacturer: 'FER', baudCharacter: '3', capabilities: '', identification: 'PUSH' }
  const octets = encodePush(identification, [[serial], [energy]])
  expect(readPush(octets)).toEqual({ identification, sets: [serial, energy], faults: [] })
  expect(readPush(octets.subarray(6)).faults[0]).toMatchObject({ code: 'unexpected', offset: 0 })
  expect(formatDataSet(energy)).toBe('1-0:1.8.0*255(000123.4*kWh)')
})
