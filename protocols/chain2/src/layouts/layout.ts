import type { DateTime } from '@ferraris/cosem'
import type { CaptureObject } from '@ferraris/cosem/values'

/** COSEM types that occur in compact frames, with the type of their values in TypeScript. */
export interface WireTypes {
  unsigned: number
  'long-unsigned': number
  'double-long-unsigned': number
  integer: number
  long: number
  'double-long': number
  'date-time': DateTime
  date: DateTime
  'visible-string': string
}
export type WireType = keyof WireTypes

/** What a number counts: seconds since 1970 (`instant`), or a unit; without one it is a plain number. */
export type FieldUnit = 'instant' | 'W' | 'Wh' | 'varh' | 'V' | 's' | 'cent'

/** One value of a compact frame. */
export interface LayoutField {
  readonly name: string
  readonly type: WireType
  /** Where a meter takes the value from. */
  readonly object: CaptureObject
  readonly unit?: FieldUnit
  /** One of the wire is so many of {@link unit}: 10 for a power in tens of watts, 0.1 for a voltage in decivolts. */
  readonly factor?: number
  /** Octets of a text, at most. */
  readonly longest?: number
  /** A text is filled up with spaces to its longest. */
  readonly padded?: boolean
  /** Sent always with this value: for fields of a licensed file that Ferraris has no meaning for. */
  readonly fixed?: number | string
}

/** A compact frame: its number, the first octet of its buffer, and its fields in their order on the wire. */
export interface FrameLayout {
  readonly frame: number
  /** template_id of the class 62 object, the first octet of the buffer. */
  readonly template: number
  readonly title: string
  readonly fields: readonly LayoutField[]
  /** Values of fields that Ferraris knows and this layout does not carry. */
  readonly absent?: Readonly<Record<string, number | string>>
}

/** A set of frames under a name, as a file holds it. */
export interface LayoutFile {
  readonly name: string
  readonly frames: readonly FrameLayout[]
}
