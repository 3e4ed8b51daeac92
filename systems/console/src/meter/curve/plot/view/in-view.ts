/** A stretch of the picture, in its own units. */
export interface Stretch {
  readonly left: number
  readonly right: number
}

/** The part of a stretch that is in view; undefined for one that lies beside it, whose words belong nowhere in it. */
export function inView({ left, right }: Stretch, view: Stretch): Stretch | undefined {
  if (right < view.left || left > view.right) return undefined
  return { left: Math.max(left, view.left), right: Math.min(right, view.right) }
}

/** Where words that need some room have their middle: in the middle of their stretch, or beside it and whole in view. */
export function middleOfWords({ left, right }: Stretch, needed: number, view: Stretch): number {
  const wanted = right - left >= needed ? (left + right) / 2 : right + needed / 2
  return Math.max(view.left + needed / 2, Math.min(view.right - needed / 2, wanted))
}
