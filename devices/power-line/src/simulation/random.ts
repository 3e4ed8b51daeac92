import { mix } from '@ferraris/bytes'

export { mix }

/** A stream of fractions in [0, 1). */
export type Random = () => number

/** A stream that follows from its seed alone (sfc32, which passes PractRand); for noise, never for keys. */
export function randomFrom(seed: number): Random {
  let a = mix(seed, 1)
  let b = mix(seed, 2)
  let c = mix(seed, 3)
  let counter = 1
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }
}

/** A normally distributed deviation of standard deviation 1 that follows from a seed and a key (Box and Muller). */
export function deviation(seed: number, key: number): number {
  const [radius, angle] = [mix(seed, 2 * key) + 1, mix(seed, 2 * key + 1)]
  return Math.sqrt(-2 * Math.log(radius / 0x1_0000_0001)) * Math.cos((2 * Math.PI * angle) / 0x1_0000_0000)
}

/** The hash of a name, for chance that belongs to that name. */
export function mixText(seed: number, text: string): number {
  let h = seed >>> 0
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i))
  return h
}
