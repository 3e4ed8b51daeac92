/** Adds powers that are given in decibels. */
export const addPowers = (a: number, b: number): number => {
  const [strong, weak] = a > b ? [a, b] : [b, a]
  return strong - weak > 40 ? strong : strong + 10 * Math.log10(1 + 10 ** ((weak - strong) / 10))
}
