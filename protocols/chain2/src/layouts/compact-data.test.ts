import { Reader } from '@ferraris/bytes'
import { readUntagged, type TypeDescription } from '@ferraris/cosem'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFrame } from '../frames/frames.fixture.ts'
import { encodeFrame, frameLayouts } from '../index.ts'

test('uc CH2-4 a buffer is compact data of class 62: any reader of its template description finds the same values', () => {
  fc.assert(
    fc.property(anyFrame, frame => {
      const { template, fields } = frameLayouts.ofFrame(frame.frame)!.layout
      const of: TypeDescription = {
        type: 'structure',
        of: fields.map(({ type }): TypeDescription => ({ type })),
      }
      const reader = new Reader(encodeFrame(frame))
      expect(reader.u8()).toBe(template)
      const { value } = readUntagged(reader, of)
      reader.finish()
      const values = (value as unknown as { value: unknown }[]).map(one => one.value)
      const members = frame as unknown as Record<string, unknown>
      fields.forEach(({ name, factor = 1 }, i) => {
        if (typeof members[name] === 'number')
          expect(values[i]).toBe(Math.round((members[name] as number) / factor))
      })
    }),
  )
})
