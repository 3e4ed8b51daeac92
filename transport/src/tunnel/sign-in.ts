/**
 * The first line that a concentrator sends on a tunnel, and the head-end's answer to it; behind them nothing but SMITP/IP
 * follows. The layout is our choice, since the interface has no public one.
 */
interface SignIn {
  readonly concentrator: string
  /** Undefined where the certificate is proof enough. */
  readonly credential: string | undefined
}

/** Octets in which a line must end: no name and credential are longer. */
const longestLine = 256
export const welcome = 'FERRARIS-G2/1 welcome\n'

export function signInLine({ concentrator, credential = '-' }: SignIn): string {
  return `FERRARIS-G2/1 ${concentrator} ${credential}\n`
}

/** Undefined for a line that is none. */
export function parseSignIn(line: string): SignIn | undefined {
  const [, concentrator, credential] =
    /^FERRARIS-G2\/1 ([A-Za-z0-9][A-Za-z0-9._-]{0,63}) ([\x21-\x7e]{1,128})$/.exec(line) ?? []
  if (concentrator === undefined) return undefined
  return { concentrator, credential: credential === '-' ? undefined : credential }
}

/** Collects octets up to the end of the first line. */
export class FirstLine {
  #octets = Buffer.alloc(0)

  /** The line and what came behind it; undefined while it has not ended. Throws RangeError when it does not end in time. */
  push(octets: Uint8Array): { line: string; rest: Uint8Array } | undefined {
    this.#octets = Buffer.concat([this.#octets, octets])
    const end = this.#octets.indexOf(0x0a)
    if (end > longestLine || (end < 0 && this.#octets.length > longestLine)) {
      throw new RangeError('the first line of a tunnel does not end')
    }
    if (end < 0) return undefined
    return {
      line: this.#octets.toString('latin1', 0, end),
      rest: new Uint8Array(this.#octets.subarray(end + 1)),
    }
  }
}
