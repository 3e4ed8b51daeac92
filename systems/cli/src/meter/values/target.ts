import { type Obis, obis } from '@ferraris/cosem'
import { InputError } from '../../errors.ts'

/** An attribute or a method of an object as a person writes it: `1.0.1.8.0.255:2`, or in short `1-0:1.8.0`. */
export interface Target {
  readonly obis: Obis
  readonly id: number | undefined
}

/**
 * Reads `obis[:id]`. A code in the writing of IEC 62056-61 has colons of its own, so only what follows the last colon
 * behind a complete code is the id. Throws ObisError, InputError.
 */
export function parseTarget(text: string): Target {
  const [, code, id] = /^((?:\d+-\d+:)?[^:]+)(?::(.*))?$/.exec(text) ?? []
  if (code === undefined) return { obis: obis(text), id: undefined }
  const object = obis(code)
  if (id === undefined) return { obis: object, id: undefined }
  if (!/^\d{1,3}$/.test(id) || Number(id) < 1 || Number(id) > 127) {
    throw new InputError(
      text,
      `${JSON.stringify(id)} is no number of an attribute or method`,
      'write for example :2',
    )
  }
  return { obis: object, id: Number(id) }
}

/** The same, where the id must be there. */
export function parseFullTarget(text: string, kind: 'attribute' | 'method'): { obis: Obis; id: number } {
  const { obis: object, id } = parseTarget(text)
  if (id !== undefined) return { obis: object, id }
  throw new InputError(
    text,
    `which ${kind}?`,
    `write OBIS:${kind}, for example ${object}:${kind === 'method' ? 1 : 2}`,
  )
}
