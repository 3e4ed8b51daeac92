/** Speeds of baud rate characters in modes C and E: 0 to 6 (IEC 62056-21, 6.3.14, item 13c). 7 to 9 are reserved. */
const modeC = [300, 600, 1200, 2400, 4800, 9600, 19200] as const
/** Of mode B: A to F (item 13b). */
const modeB = [600, 1200, 2400, 4800, 9600, 19200] as const

/** Every opening begins at this speed. */
export const openingBaud = 300

/** Modes by what follows the opening: A and B read out at once, C after an acknowledgement. */
type ReadoutMode = 'A' | 'B' | 'C'

/** The meaning of a meter's baud rate character. Any other printable character is mode A, at 300 baud. */
export function speedOf(character: string): { readonly mode: ReadoutMode; readonly baud: number } {
  const fast = modeC[character.charCodeAt(0) - '0'.charCodeAt(0)]
  if (fast !== undefined) return { mode: 'C', baud: fast }
  const plain = modeB[character.charCodeAt(0) - 'A'.charCodeAt(0)]
  return plain === undefined ? { mode: 'A', baud: openingBaud } : { mode: 'B', baud: plain }
}

/** The character of a speed in modes C and E. Throws RangeError for a speed that has none. */
export function baudCharacter(baud: number): string {
  const index = modeC.indexOf(baud as (typeof modeC)[number])
  if (index < 0) throw new RangeError(`${baud} baud has no character; choose one of ${modeC.join(', ')}`)
  return String(index)
}
