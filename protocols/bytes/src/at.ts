/**
 * The element at an index within bounds by construction; RangeError where that is wrong.
 * For an index from the wire use a {@link Reader}: its error says where the input ended.
 */
export function at<T>(list: ArrayLike<T>, index: number): T {
  if (!(index >= 0 && index < list.length)) {
    throw new RangeError(`index ${index} is outside a list of ${list.length}`)
  }
  return list[index] as T
}

/** A value present by construction; TypeError naming `what` where it is not. */
export function defined<T>(value: T, what: string): NonNullable<T> {
  if (value === undefined || value === null) throw new TypeError(`${what} is missing`)
  return value
}
