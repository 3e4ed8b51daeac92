/** One layer of an explained telegram: its own fields, not those of what it carries. */
export interface Layer {
  readonly name: string
  readonly from: number
  readonly to: number
  summary?: string
  fields: LayerField[]
  error?: string
  /**
   * The octets that offsets refer to, where they are not those of the telegram: decoded or decrypted content, and what
   * has been put together from several frames.
   */
  hex?: string
}

/** A field with the octets `[from, to)` it came from, ready for people. */
export interface LayerField {
  readonly name: string
  readonly from: number
  readonly to: number
  /** Number, text, hex of octets; missing on a field that is only made of others. */
  value?: string | number | boolean | null
  /** What the value stands for, where it is a code. */
  meaning?: string
  fields?: LayerField[]
}

/** Something that is wrong with a telegram or with what was given along with it. */
export interface Fault {
  /** Name of the layer, for example `hdlc` or `get-response`. */
  readonly layer: string
  /** Dotted field path within the layer. */
  readonly path: string
  /** Octet in the layer's own octets where it has such, else in the telegram. */
  readonly offset: number
  /** In plain speech, with what to try where there is something to try. */
  readonly message: string
}
