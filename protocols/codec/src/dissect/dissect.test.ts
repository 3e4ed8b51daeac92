import { concat, fromHex } from '@ferraris/bytes'
import { describe, expect, test } from 'vitest'
import { axdr, sequence } from '../index.ts'
import { type Dissector, dissectorFor, Findings, ownPassage, passageOf, wholePassage } from './index.ts'

const record = sequence('Record', { unit: axdr.unsigned8, title: axdr.octetString })

function findings() {
  return new Findings({
    meaning: (name, value) => (name === 'unit' && value === 30 ? 'Wh' : undefined),
  })
}

describe('a layer over a passage', () => {
  test('has a field for each declared one, with its octets, value and meaning', () => {
    const found = findings()
    const { layer, value } = found.layerOver('record', record, wholePassage(fromHex('1e020a0b')))
    expect(value?.unit).toBe(30)
    expect(found.layers).toEqual([layer])
    expect(layer).toEqual({
      name: 'record',
      from: 0,
      to: 4,
      fields: [
        { name: 'unit', from: 0, to: 1, value: 30, meaning: 'Wh' },
        { name: 'title', from: 1, to: 4, value: '0a0b' },
      ],
    })
  })

  test('that is cut off keeps the fields before the fault, and says what to try', () => {
    const found = findings()
    const { layer, value } = found.layerOver('record', record, wholePassage(fromHex('1e020a')))
    expect(value).toBeUndefined()
    expect(layer.fields).toMatchObject([{ name: 'unit' }, { name: 'title' }])
    expect(found.errors).toEqual([
      { layer: 'record', path: 'title', offset: 2, message: expect.stringMatching(/copied to its end/) },
    ])
    expect(layer.error).toBe(found.errors[0]?.message)
  })

  test('over octets of its own shows them; a part of a passage keeps its place', () => {
    const whole = ownPassage(concat(fromHex('ff'), fromHex('1e00')))
    const { layer } = findings().layerOver('record', record, passageOf(whole, whole.octets.subarray(1)))
    expect(layer).toMatchObject({ from: 1, to: 3, hex: 'ff1e00' })
  })
})

describe('the dissector for a telegram', () => {
  function dissector(protocol: string, begins: number, transports: readonly string[]): Dissector {
    return {
      protocol,
      transports,
      detect: octets => octets[0] === begins,
      explain: () => ({ transport: protocol, layers: [], values: [], errors: [] }),
    }
  }
  const known = [dissector('one', 1, ['bare']), dissector('two', 2, ['framed'])]

  test('is the first that is sure of the octets, or that has the transport', () => {
    const octets = Uint8Array.of(2)
    expect(dissectorFor(known, octets)?.protocol).toBe('two')
    expect(dissectorFor(known, octets, { transport: 'bare' })?.protocol).toBe('one')
  })

  test('is none where none is sure, or has the transport', () => {
    expect(dissectorFor(known, Uint8Array.of(3))).toBeUndefined()
    expect(dissectorFor(known, Uint8Array.of(1), { transport: 'other' })).toBeUndefined()
  })
})
