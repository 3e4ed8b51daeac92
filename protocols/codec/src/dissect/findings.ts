import { type DecodeError, toHex } from '@ferraris/bytes'
import { annotate } from '../annotate.ts'
import type { Codec } from '../codec.ts'
import type { Fault, Layer } from './layer.ts'
import { type FieldWords, layerFields } from './layer-fields.ts'
import type { Passage } from './passage.ts'

/** All that comes to light while a telegram is taken apart. */
export class Findings {
  readonly layers: Layer[] = []
  readonly errors: Fault[] = []
  readonly #words: FieldWords

  constructor(words: FieldWords) {
    this.#words = words
  }

  /** Notes what is wrong with a layer; its first fault shows in the layer itself, too. */
  fault(layer: Layer | string, path: string, offset: number, message: string): void {
    const name = typeof layer === 'string' ? layer : layer.name
    if (typeof layer !== 'string') layer.error ??= message
    this.errors.push({ layer: name, path, offset, message })
  }

  /** Notes that the octets of a layer cannot be decoded, with what to try. */
  decodeFault(layer: Layer, error: DecodeError, _octets: Uint8Array, remedy = `; ${error.remedy}`): void {
    this.fault(layer, error.path, error.offset, `${error.detail}${remedy}`)
  }

  /**
   * Adds a layer over a passage, its fields told by the format's declaration, and notes what is wrong with them. The value is
   * missing where it cannot be decoded; the fields up to the fault are there all the same.
   */
  layerOver<T>(
    name: string,
    codec: Codec<T>,
    passage: Passage,
    remedy?: string,
  ): { readonly layer: Layer; readonly value: T | undefined } {
    const { octets, from, to, own } = passage
    const { fields, value, error } = annotate(codec, octets, from, to)
    const layer: Layer = { name, from, to, fields: layerFields(fields, this.#words) }
    if (own) layer.hex = toHex(octets)
    this.layers.push(layer)
    if (error !== undefined) this.decodeFault(layer, error, octets, remedy)
    return { layer, value }
  }
}
