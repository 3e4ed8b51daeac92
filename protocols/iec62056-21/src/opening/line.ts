/** What both machines of an opening need of their port. Outputs are done in their order. */
export type LineOutput =
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  /** Once all that was written has left: another speed, 7 bits and even parity or 8 bits without. */
  | { readonly kind: 'line'; readonly baud: number; readonly format: LineFormat }
  /** Give `tick` at this time; a later one replaces an earlier one. */
  | { readonly kind: 'wake'; readonly at: number }

export type LineFormat = '7E1' | '8N1'

/** What a session can go on with after its opening. */
export type BinaryProtocol = 'hdlc' | 'smitp'

/** Milliseconds: the longest reaction of a meter, and the longest silence between its characters (6.5). */
export const reactionTimeout = 1_500
export const characterTimeout = 1_500

/** SMITP has one speed behind its opening. */
export const smitpBaud = 9_600

/** The octets up to and with the first line end, and what is behind them; noise before `first` is passed over. */
export function lineFrom(
  octets: Uint8Array,
  first: number,
  longest: number,
): { readonly line: Uint8Array | undefined; readonly rest: Uint8Array } {
  const start = octets.indexOf(first)
  if (start < 0) return { line: undefined, rest: new Uint8Array() }
  const end = octets.indexOf(0x0a, start)
  if (end >= 0 && end - start < longest)
    return { line: octets.slice(start, end + 1), rest: octets.slice(end + 1) }
  // Too long to be one: what was taken for its beginning was noise.
  if (octets.length - start >= longest) return lineFrom(octets.subarray(start + 1), first, longest)
  return { line: undefined, rest: octets.slice(start) }
}
