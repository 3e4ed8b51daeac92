/** `number · factor` as an integer; a factor below one divides, so that no binary noise comes in. */
export function scaledInteger(number: number, factor: number): number {
  return Math.round(factor < 1 ? number / Math.round(1 / factor) : number * factor)
}
