import { fromHex, toHex } from '@ferraris/bytes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyFrame } from '../frames/frames.fixture.ts'
import { encodeFrame, frameLayouts, sealAssociation } from '../index.ts'
import { chain2Dissector } from './dissector.ts'

const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'
const apdu = fromHex(
  'db084d4d4d0000bc614e2730012345678e1212ff9c5a4556612b2e64dde9c5280f644f047b3acd3f3017cf40b4044f31ca2e',
)

describe('an explanation', () => {
  test('goes from octets and keys to named fields and readings', () => {
    const { layers, values, errors, frame } = chain2Dissector.explain(apdu, { keys: [{ guek, gak }] })
    expect(errors).toEqual([])
    expect(layers.map(({ name }) => name)).toEqual([
      'general-glo-ciphering',
      'data-notification',
      'compact frame',
    ])
    expect(layers.at(-1)).toMatchObject({
      summary: 'CF21, power has changed',
      hex: '150161f75bd0000700000c1c',
      fields: [
        { name: 'eventType', from: 1, to: 2, value: 1, meaning: 'association' },
        { name: 'eventTime', from: 2, to: 6, value: 0x61f75bd0, meaning: '2022-01-31 03:47:28 +00:00' },
        { name: 'eventCount', from: 6, to: 8, value: 7 },
        { name: 'power', from: 8, to: 12, value: 3100, meaning: 'W' },
      ],
    })
    expect(frame).toMatchObject({ frame: 21, power: 3100 })
    expect(values.at(-1)).toEqual({
      obis: '1.0.1.7.0.255',
      value: 3100,
      unit: 'W',
      time: '2022-01-31 03:47:28 +00:00',
    })
  })

  test('without keys shows the envelope, with wrong ones says so', () => {
    expect(chain2Dissector.explain(apdu)).toMatchObject({
      errors: [],
      layers: [{ name: 'general-glo-ciphering' }],
    })
    const { errors } = chain2Dissector.explain(apdu, { keys: [{ guek: gak, gak }] })
    expect(errors[0]?.message).toMatch(/encryption key/)
  })

  test('of an association frame needs the initial key, and shows no operating key', () => {
    const initialKey = new Uint8Array(16).fill(5)
    const encryptionKey = new Uint8Array(16).fill(0xe1)
    const association = {
      pod: 'IT001E01524052',
      encryptionKey,
      authenticationKey: encryptionKey,
      firstCounter: 1,
      profile: 1,
      gap: 300,
    }
    const sealed = sealAssociation(association, { systemTitle: new Uint8Array(8), initialKey, counter: 1 })
    const dissection = chain2Dissector.explain(sealed, { keys: [{ initialKey: toHex(initialKey) }] })
    expect(dissection.errors).toEqual([])
    expect(dissection.layers.at(-1)).toMatchObject({ name: 'association' })
    expect(JSON.stringify(dissection)).not.toContain(toHex(encryptionKey))
  })

  test('of a bare buffer names the field that is cut off', () => {
    const { errors } = chain2Dissector.explain(fromHex('150161f75bd0000700000c'))
    expect(errors).toMatchObject([{ layer: 'compact frame', path: 'CF21.power', offset: 8 }])
  })

  test('of any buffer covers all its octets but the template number, and never throws', () => {
    fc.assert(
      fc.property(anyFrame, frame => {
        const buffer = encodeFrame(frame)
        const { layers, errors } = chain2Dissector.explain(buffer, { transport: 'buffer' })
        expect(errors).toEqual([])
        const [layer] = layers
        expect(layer?.fields.map(({ name }) => name)).toEqual(
          frameLayouts.ofFrame(frame.frame)?.layout.fields.map(({ name }) => name),
        )
        expect([layer?.fields[0]?.from, layer?.fields.at(-1)?.to]).toEqual([1, buffer.length])
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 140 }), octets => {
        expect(chain2Dissector.explain(octets, { keys: [{ guek, gak }] }).layers).toBeInstanceOf(Array)
      }),
      { numRuns: 2000 },
    )
  })

  test('is sure of a telegram only if the keys open it and its fields are all there', () => {
    expect(chain2Dissector.detect(apdu)).toBe(false)
    expect(chain2Dissector.detect(apdu, [{ guek, gak }])).toBe(true)
  })
})
