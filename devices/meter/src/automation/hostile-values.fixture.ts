import { type Data, data } from '@ferraris/cosem'

/** Values that break things, of a seeded die. */
export function hostileValues(roll: () => number) {
  function below(limit: number): number {
    return Math.floor(roll() * limit)
  }
  function pick<T>(list: readonly T[]): T {
    return list[below(list.length)]!
  }
  /** Numbers at which things break. */
  const numbers = [0, 1, 2, 3, 4, 7, 9, 60, 100, 127, 255]
  const large = [900, 3600, 65_535, 86_400, 2 ** 31 - 1, 2 ** 32 - 1]
  function octets(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => (roll() < 0.5 ? 0xff : below(256)))
  }

  /** Any data at all. */
  function anything(depth = 0): Data {
    const leaves = [
      () => data.nothing(),
      () => data.boolean(roll() < 0.5),
      () => data.unsigned(pick(numbers)),
      () => data.integer(pick([-1, 0, 1, 2, 127])),
      () => data.enumeration(pick(numbers)),
      () => data.longUnsigned(pick([...numbers, 900, 3600, 65_535])),
      () => data.doubleLongUnsigned(pick([...numbers, ...large])),
      () => data.doubleLong(pick([-(2 ** 31), -1, ...numbers])),
      () => data.long64Unsigned(2n ** 64n - 1n),
      () => data.octets(octets(pick([0, 4, 5, 6, 12, 17]))),
      () => data.bits('10110'.slice(0, below(6))),
      () => data.text('text'),
    ]
    if (depth > 3 || roll() < 0.7) return pick(leaves)()
    const elements = Array.from({ length: below(5) }, () => anything(depth + 1))
    return roll() < 0.5 ? data.structure(...elements) : data.array(...elements)
  }

  /** Data of the same shape in which some leaves are others: what gets past the types. */
  function varied(value: Data): Data {
    if (value.type === 'structure' || value.type === 'array') {
      const elements = value.value.map(varied)
      const more = value.type === 'array' && elements.length > 0 && roll() < 0.2 ? [pick(elements)] : []
      return value.type === 'array' ? data.array(...elements, ...more) : data.structure(...elements)
    }
    if (roll() < 0.6) return value
    if (typeof value.value === 'number') return { ...value, value: pick(numbers.slice(0, 10)) } as Data
    if (value.type === 'octet-string') return data.octets(octets(value.value.length))
    return roll() < 0.5 ? value : anything(4)
  }
  return { below, pick, octets, anything, varied }
}
