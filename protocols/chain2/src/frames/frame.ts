import { decode, encode } from '@ferraris/codec'
import { Chain2Error } from '../chain2-error.ts'
import { ferrarisV0 } from '../layouts/ferraris-v0.ts'
import type { WireTypes } from '../layouts/layout.ts'
import { bufferCodec, compileLayouts, type LayoutSet } from '../layouts/layout-set.ts'

type Declared = (typeof ferrarisV0.frames)[number]
type FieldsOf<L extends Declared> = {
  readonly [F in L['fields'][number] as F['name']]: WireTypes[F['type']]
}
type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** Numbers of the compact frames that Ferraris knows: 1 a quarter of an hour, 21 power has changed, and so on. */
export type FrameNumber = Declared['frame']

/** A compact frame by its number: `FrameOf<21>`. */
export type FrameOf<N extends FrameNumber> = {
  [L in Declared as L['frame']]: Simplify<{ readonly frame: L['frame'] } & FieldsOf<L>>
}[N]

/**
 * A compact frame, told apart by `frame`. Energies in Wh and varh, powers in W, voltages in V, instants in seconds since
 * 1970; dates and the moments of maxima are COSEM date-times.
 */
export type Frame = { [N in FrameNumber]: FrameOf<N> }[FrameNumber]

/** Our layouts; `readLayouts` makes such a set of a licensed file. */
export const frameLayouts: LayoutSet = compileLayouts(ferrarisV0)

/** Every number, rising. */
export const frameNumbers: readonly FrameNumber[] = ferrarisV0.frames.map(({ frame }) => frame)

const codecs = new WeakMap<LayoutSet, ReturnType<typeof bufferCodec>>()

/** The codec of a set's buffers, made once. */
export function codecOf(layouts: LayoutSet) {
  let codec = codecs.get(layouts)
  if (codec === undefined) {
    codec = bufferCodec(layouts)
    codecs.set(layouts, codec)
  }
  return codec
}

/**
 * The compact buffer of a frame: template number and values (class 62, attribute 2). Throws EncodeError for a value that
 * its field cannot hold.
 */
export function encodeFrame(frame: Frame, layouts: LayoutSet = frameLayouts): Uint8Array {
  return encode(codecOf(layouts), frame)
}

/** The reverse. Throws Chain2Error `unknown-frame`, DecodeError for broken octets. */
export function decodeFrame(buffer: Uint8Array, layouts: LayoutSet = frameLayouts): Frame {
  const [template] = buffer
  if (template !== undefined && layouts.ofTemplate(template) === undefined)
    throw new Chain2Error('unknown-frame', `${layouts.name} has no compact frame with template ${template}`)
  return decode(codecOf(layouts), buffer) as Frame
}
