import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { obis } from '../obis.ts'
import { formatMeterImage, type MeterImage, parseMeterImage } from './meter-image.ts'
import { MeterImageError } from './meter-image-error.ts'

const image: MeterImage = {
  deviceName: 'FER0000000001',
  systemTitle: Uint8Array.from([70, 69, 82, 0, 0, 0, 0, 1]),
  client: 1,
  readAt: Date.UTC(2026, 10, 21, 10),
  objects: [
    {
      classId: 3,
      version: 0,
      obis: obis('1.0.1.8.0.255'),
      attributes: new Map([
        [1, { access: 1, value: Uint8Array.of(9, 6, 1, 0, 1, 8, 0, 255) }],
        [3, { access: 0, value: undefined }],
      ]),
      methods: new Map([[1, 1]]),
    },
  ],
}

test('an image comes back from its file as it was, one object a line', () => {
  const text = formatMeterImage(image)
  expect(parseMeterImage(text)).toEqual(image)
  expect(text.split('\n').filter(line => line.includes('"classId"'))).toHaveLength(1)
  expect(parseMeterImage(formatMeterImage({ ...image, systemTitle: undefined, objects: [] }))).toEqual({
    ...image,
    systemTitle: undefined,
    objects: [],
  })
})

describe('what is wrong with a file is named:', () => {
  const text = formatMeterImage(image)
  test.each([
    ['[', 'meter image: is not JSON'],
    ['[]', 'is no object'],
    [text.replace('image/1', 'image/9'), 'format'],
    [text.replace('"client": 1', '"client": -1'), 'client: is no whole number'],
    [text.replace('1.0.1.8.0.255', '1.0.1.8'), 'objects[0].obis'],
    [text.replace('"0906', '"xyz'), 'objects[0].attributes.1.value: is no hex'],
    [text.replace('"3":', '"three":'), 'objects[0].attributes.three'],
    [text.replace('2026-', 'once '), 'readAt'],
  ])('%#', (broken, message) => {
    expect(() => parseMeterImage(broken)).toThrow(message)
  })
})

test('no text makes anything but a MeterImageError', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map(v => JSON.stringify({ format: 'ferraris-meter-image/1', objects: [v] })),
      ),
      text => {
        try {
          parseMeterImage(text)
        } catch (error) {
          expect(error).toBeInstanceOf(MeterImageError)
        }
      },
    ),
  )
})
