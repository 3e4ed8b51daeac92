import { MeterUriError } from './meter-uri-error.ts'

/** The parameters behind the question mark, each read once; what is left over in the end is at fault. */
export class Query {
  readonly #values = new Map<string, string>()

  constructor(parameters: Iterable<[string, string]>) {
    for (const [name, value] of parameters) {
      if (this.#values.has(name)) throw new MeterUriError(name, 'is given twice')
      this.#values.set(name, value)
    }
  }

  /** Reads a parameter away; undefined where it is not given. */
  take(name: string): string | undefined {
    const value = this.#values.get(name)
    this.#values.delete(name)
    return value
  }

  /** One of several words. */
  choice<const T extends string>(name: string, words: readonly T[]): T | undefined {
    const text = this.take(name)
    const word = words.find(word => word === text)
    if (text === undefined || word !== undefined) return word
    throw new MeterUriError(name, `${quoted(text)} is not known; write ${words.join(', ')}`)
  }

  /** A whole number; `example` is one that makes sense. */
  number(name: string, least: number, most: number, example: number): number | undefined {
    const text = this.take(name)
    if (text === undefined) return undefined
    const number = /^\d{1,7}$/.test(text) ? Number(text) : -1
    if (number >= least && number <= most) return number
    throw new MeterUriError(
      name,
      `${quoted(text)} does not fit; write a number ${least}..${most}, such as ${example}`,
    )
  }

  /** One of several numbers. */
  oneOf<const T extends number>(name: string, numbers: readonly T[]): T | undefined {
    const word = this.choice(name, numbers.map(String))
    return word === undefined ? undefined : (Number(word) as T)
  }

  /** Throws for a parameter left unread. `known` are all that there are. */
  finish(known: Readonly<Record<string, string>>): void {
    for (const name of this.#values.keys()) {
      const where = known[name]
      if (where !== undefined)
        throw new MeterUriError(name, `belongs to ${where}; leave it out, or write that`)
      throw new MeterUriError(name, `no such parameter; there are ${Object.keys(known).join(', ')}`)
    }
  }
}

export function quoted(text: string): string {
  return JSON.stringify(text)
}
