import { DecodeError } from '@ferraris/bytes'
import { type Codec, EncodeError, sequence } from '@ferraris/codec'
import type { FrameLayout, LayoutFile } from './layout.ts'
import { fieldCodec } from './wire.ts'

/** A frame's layout with its codec. */
export interface CompiledLayout {
  readonly layout: FrameLayout
  /** Fields behind the template number. */
  readonly codec: Codec<Record<string, unknown>>
}

/** Layouts ready for use: see `frameLayouts` and `readLayouts`. */
export interface LayoutSet {
  readonly name: string
  ofFrame(frame: number): CompiledLayout | undefined
  ofTemplate(template: number): CompiledLayout | undefined
  readonly layouts: readonly FrameLayout[]
}

/** Makes codecs of layouts that are known to be sound. */
export function compileLayouts({ name, frames }: LayoutFile): LayoutSet {
  const compiled = frames.map(layout => ({ layout, codec: codecOf(layout) }))
  const byFrame = new Map(compiled.map(one => [one.layout.frame, one]))
  const byTemplate = new Map(compiled.map(one => [one.layout.template, one]))
  return {
    name,
    ofFrame: frame => byFrame.get(frame),
    ofTemplate: template => byTemplate.get(template),
    layouts: frames,
  }
}

function codecOf({ frame, fields, absent = {} }: FrameLayout): Codec<Record<string, unknown>> {
  const wire = sequence(
    `CF${frame}`,
    Object.fromEntries(fields.map(field => [field.name, fieldCodec(field)])),
  )
  const fixed = fields
    .filter(field => field.fixed !== undefined)
    .map(({ name, fixed: value }) => [name, value])
  const constants = Object.fromEntries(fixed)
  return {
    shape: wire.shape,
    encode: (writer, value) => wire.encode(writer, { ...value, ...constants }),
    decode: reader => ({ frame, ...absent, ...wire.decode(reader) }),
  }
}

/** A whole buffer of any frame of the set: template number, then the fields. */
export function bufferCodec(layouts: LayoutSet): Codec<{ readonly frame: number }> {
  return {
    shape: {
      kind: 'choice',
      name: 'Compact frame',
      alternatives: layouts.layouts.map(({ frame, template }) => [
        `CF${frame}`,
        template,
        layouts.ofFrame(frame)?.codec.shape ?? { kind: 'null' },
      ]),
    },
    encode(writer, value) {
      const found = layouts.ofFrame(value.frame)
      if (found === undefined) throw new EncodeError(`${layouts.name} has no compact frame ${value.frame}`)
      writer.u8(found.layout.template)
      found.codec.encode(writer, value as Record<string, unknown> & typeof value)
    },
    decode(reader) {
      const template = reader.u8()
      const found = layouts.ofTemplate(template)
      if (found === undefined)
        throw new DecodeError('unexpected', reader.offset - 1, `no compact frame has template ${template}`)
      try {
        return found.codec.decode(reader) as { frame: number }
      } catch (error) {
        throw error instanceof DecodeError ? error.within(`CF${found.layout.frame}`) : error
      }
    },
  }
}
