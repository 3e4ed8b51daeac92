/**
 * The scale of values: from zero, with a little room beyond, at least a tenth of a kilowatt. While `held` it only
 * grows, so that the curve does not breathe under a dragging hand.
 */
export function valueRange(
  least: number,
  most: number,
  held: readonly [number, number] | null,
): [least: number, most: number] {
  const top = Math.max(0, most) * 1.06
  const foot = Math.min(0, least) * 1.06
  const fresh: [number, number] = [foot, Math.max(top, foot < 0 ? 0 : 0.1)]
  return held ? [Math.min(held[0], fresh[0]), Math.max(held[1], fresh[1])] : fresh
}
