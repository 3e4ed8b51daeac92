/** What a message may cost before anything in it is believed. */
export interface Limits {
  /** Of the message as it came, and of a compressed payload once opened. */
  readonly octets: number
  readonly elements: number
  readonly depth: number
  /** Characters of one text; a compressed payload may have as many as the message. */
  readonly text: number
  /** Unknown elements that are told; more are ignored in silence. */
  readonly ignored: number
}

/** A thousand meters with a day of quarter hours in three quantities pass; a message that is larger is cut by its sender. */
export const defaultLimits: Limits = {
  octets: 64 * 1024 * 1024,
  elements: 2_000_000,
  depth: 40,
  text: 64 * 1024,
  ignored: 100,
}
