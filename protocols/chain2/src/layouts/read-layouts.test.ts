import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyFrame } from '../frames/frames.fixture.ts'
import { decodeFrame, encodeFrame, type Frame, frameLayouts, readLayouts } from '../index.ts'
import { ferrarisV0 } from './ferraris-v0.ts'

const v0: unknown = JSON.parse(JSON.stringify(ferrarisV0))
const powerHasChanged: Frame = {
  frame: 21,
  eventType: 2,
  eventTime: 1_795_219_200,
  eventCount: 7,
  power: 3100,
}

/** A file of one frame, CF21, with another template, order, types and factors. */
function licensed(change: Record<string, unknown> = {}) {
  const frame = {
    frame: 21,
    template: 121,
    fields: [
      { name: 'power', type: 'long-unsigned', factor: 10 },
      {
        name: 'reserved',
        type: 'unsigned',
        fixed: 255,
        object: { classId: 1, obis: '0.0.96.1.0.255', attribute: 2 },
      },
      { name: 'eventTime', type: 'date-time' },
      { name: 'eventType', type: 'unsigned' },
    ],
    absent: { eventCount: 0 },
    ...change,
  }
  return { name: 'licensed', frames: [frame] }
}

describe('a layout file', () => {
  test('as JSON says the same as our own declaration', () => {
    const read = readLayouts(v0)
    fc.assert(
      fc.property(anyFrame, frame => {
        expect(encodeFrame(frame, read)).toEqual(encodeFrame(frame))
        expect(decodeFrame(encodeFrame(frame), read)).toEqual(frame)
      }),
    )
  })

  test('changes template, order, types and factors, and no code', () => {
    const layouts = readLayouts(licensed())
    const buffer = encodeFrame(powerHasChanged, layouts)
    expect(buffer.subarray(0, 4)).toEqual(Uint8Array.of(121, 310 >> 8, 310 & 0xff, 255))
    expect(decodeFrame(buffer, layouts)).toEqual({ ...powerHasChanged, eventCount: 0, reserved: 255 })
    expect(() => decodeFrame(encodeFrame(powerHasChanged), layouts)).toThrow('licensed has no compact frame')
  })

  test('that does not describe a frame is refused with the place', () => {
    const faults: [unknown, string][] = [
      [[], 'layout file: must be an object'],
      [{ name: 'x' }, 'frames: must be a list'],
      [licensed({ frame: 24 }), 'frames[0].frame: Ferraris has no meaning for frame 24'],
      [licensed({ template: 300 }), 'frames[0].template: must be a whole number'],
      [licensed({ absent: {} }), 'frames[0].fields: eventCount must stand either here or in absent'],
      [licensed({ absent: { eventCount: 'a' } }), 'frames[0].absent.eventCount: must be a number'],
      [
        licensed({ absent: { eventCount: 0, other: 1 } }),
        'frames[0].absent.other: the frame has no such field',
      ],
      [licensed({ fields: [{ name: 'other', type: 'unsigned' }] }), 'frames[0].fields[0].fixed: missing'],
      [licensed({ fields: [{ name: 'power', type: 'visible-string' }] }), 'power cannot be a visible-string'],
      [
        licensed({ fields: [{ name: 'power', type: 'unsigned', factor: 0.3 }] }),
        'factor: must be a whole number',
      ],
      [
        { name: 'x', frames: [...licensed().frames, ...licensed().frames] },
        'frames[1].frame: 21 stands twice',
      ],
    ]
    for (const [file, message] of faults) expect(() => readLayouts(file)).toThrow(message)
  })
})

test('frames of a file that it lacks are not sent', () => {
  expect(() => encodeFrame({ ...powerHasChanged, frame: 41 }, readLayouts(licensed()))).toThrow(
    'licensed has no compact frame 41',
  )
  expect(frameLayouts.name).toBe('ferraris-v0')
})
