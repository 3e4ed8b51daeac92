import { fromHex, toHex } from '@ferraris/bytes'
import type { KeyWrapping } from './parts.ts'

/** Octets in a part: keys, and nothing else that a device keeps. */
interface Wrapped {
  readonly wrappedKey: string
}

/** Parts as text: JSON in which keys are wrapped. */
export class PartText {
  readonly #keys: KeyWrapping

  constructor(keys: KeyWrapping) {
    this.#keys = keys
  }

  write(part: unknown): string {
    return JSON.stringify(part, (_, value) =>
      value instanceof Uint8Array ? { wrappedKey: toHex(this.#keys.wrap(value)) } : value,
    )
  }

  read(text: string): unknown {
    return JSON.parse(text, (_, value) =>
      isWrapped(value) ? this.#keys.unwrap(fromHex(value.wrappedKey)) : value,
    )
  }
}

function isWrapped(value: unknown): value is Wrapped {
  return typeof value === 'object' && value !== null && typeof (value as Wrapped).wrappedKey === 'string'
}
