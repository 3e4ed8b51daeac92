import { fromHex, toHex } from '@ferraris/bytes'
import { SuiteKeys } from '@ferraris/dlms/security'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameOf,
  frameLayouts,
  openFrame,
  sealFrame,
} from '../index.ts'
import { anyFrame } from './frames.fixture.ts'

const powerHasChanged: FrameOf<21> = {
  frame: 21,
  eventType: 1,
  eventTime: 0x61f75bd0,
  eventCount: 7,
  power: 3100,
}

describe('a compact frame', () => {
  test('has the octets of the known answer', () => {
    const buffer = encodeFrame(powerHasChanged)
    expect(toHex(buffer)).toBe('150161f75bd0000700000c1c')
    expect(decodeFrame(buffer)).toEqual(powerHasChanged)
  })

  test('has as many octets as its layout says', () => {
    const lengths = {
      1: 26,
      2: 25,
      3: 25,
      4: 25,
      5: 54,
      9: 47,
      10: 50,
      11: 50,
      21: 12,
      41: 12,
      22: 18,
      23: 12,
      25: 16,
      51: 20,
    }
    fc.assert(
      fc.property(anyFrame, frame => {
        const { length } = encodeFrame(frame)
        if (frame.frame === 20) expect(length).toBeLessThanOrEqual(123)
        else expect([frame.frame, length]).toEqual([frame.frame, lengths[frame.frame]])
      }),
    )
  })

  test('comes back from its octets whole', () => {
    fc.assert(
      fc.property(anyFrame, frame => {
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
      }),
      { numRuns: 500 },
    )
  })

  test('cut short or with octets behind it is refused', () => {
    const buffer = encodeFrame(powerHasChanged)
    expect(() => decodeFrame(buffer.subarray(0, 11))).toThrow(
      'truncated: 4 octets needed, 3 left at CF21.power',
    )
    expect(() => decodeFrame(fromHex(`${toHex(buffer)}00`))).toThrow('1 octets left over')
    expect(() => decodeFrame(new Uint8Array())).toThrow('truncated')
  })

  test('of an unknown template is named as such', () => {
    expect(() => decodeFrame(Uint8Array.of(24, 1))).toThrow(
      'ferraris-v0 has no compact frame with template 24',
    )
  })

  test('takes no value that its field cannot hold', () => {
    for (const power of [-1, 2 ** 32, 1.5, Number.NaN])
      expect(() => encodeFrame({ ...powerHasChanged, power })).toThrow(`power: ${power} is no whole number`)
  })

  test('has a type of its own', () => {
    expectTypeOf<FrameOf<21>>().toEqualTypeOf<{
      readonly frame: 21
      readonly eventType: number
      readonly eventTime: number
      readonly eventCount: number
      readonly power: number
    }>()
    expectTypeOf<Extract<Frame, { frame: 22 }>['countdown']>().toEqualTypeOf<number>()
  })
})

test('layouts have every frame of the field once, its number as template', () => {
  expect(frameLayouts.layouts.map(({ frame, template }) => [frame, template])).toEqual(
    [1, 2, 3, 4, 5, 9, 10, 11, 20, 21, 22, 23, 25, 41, 51].map(frame => [frame, frame]),
  )
})

describe('a sealed frame', () => {
  const systemTitle = fromHex('4d4d4d0000bc614e')
  const keys = new SuiteKeys(
    fromHex('000102030405060708090a0b0c0d0e0f'),
    fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
  )
  const sealing = { systemTitle, keys, counter: 0x01234567 }
  const apdu = fromHex(
    'db084d4d4d0000bc614e2730012345678e1212ff9c5a4556612b2e64dde9c5280f644f047b3acd3f3017cf40b4044f31ca2e',
  )

  test('uc CH2-4 a data-notification in general-glo-ciphering has the octets of the known answer', () => {
    expect(toHex(sealFrame(encodeFrame(powerHasChanged), { ...sealing, invokeId: 7 }))).toBe(toHex(apdu))
  })

  test('opens to what was sealed', () => {
    expect(openFrame(apdu, () => keys)).toEqual({
      systemTitle,
      counter: 0x01234567,
      buffer: encodeFrame(powerHasChanged),
    })
  })

  test('is as long as its buffer and 38 octets more', () => {
    fc.assert(
      fc.property(anyFrame, frame => {
        const buffer = encodeFrame(frame)
        const sealed = sealFrame(buffer, sealing)
        const long = buffer.length > 100 ? 1 : 0
        expect(sealed.length).toBe(buffer.length + 38 + long)
        expect(openFrame(sealed, () => keys).buffer).toEqual(buffer)
      }),
    )
  })

  test('with any octet changed is refused', () => {
    for (let at = 0; at < apdu.length; at++) {
      const forged = Uint8Array.from(apdu)
      forged[at] = (forged[at] ?? 0) ^ 0x01
      expect(() => openFrame(forged, () => keys), `octet ${at}`).toThrow()
    }
  })

  test('of a meter without keys is foreign, without encryption too weak, with another content none', () => {
    expect(() => openFrame(apdu, () => undefined)).toThrow('not associated')
    const authenticatedOnly = Uint8Array.from(apdu)
    authenticatedOnly[11] = 0x10
    expect(() => openFrame(authenticatedOnly, () => keys)).toThrow('security control 10, not 30')
    expect(() => openFrame(fromHex('0f000000070002010900'), () => keys)).toThrow('no general-glo-ciphering')
  })
})
