/** What is so far below something else does not change it, dB. */
const negligible = 20

/** Adds powers that are given in decibels. */
export function addPowers(a: number, b: number): number {
  const [strong, weak] = a > b ? [a, b] : [b, a]
  return strong - weak > negligible ? strong : strong + log * Math.log1p(Math.exp((weak - strong) / log))
}

/** 10·log₁₀ x = LOG·ln x. */
const log = 10 / Math.LN10
