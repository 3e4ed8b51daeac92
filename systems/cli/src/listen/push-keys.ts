import { fromHex, HexError } from '@ferraris/bytes'
import type { PushKeys } from '@ferraris/transport'
import { InputError } from '../errors.ts'
import { readKeys } from '../telegram/input.ts'

const form = '{"guek":"32 hex digits","gak":"32 hex digits"}'

/** Keys from `--keys`, the members named as in `telegram explain`. Throws InputError, which repeats none of them. */
export async function readPushKeys(given: string | undefined): Promise<PushKeys[]> {
  const sets = (await readKeys(given)) ?? []
  return sets.map((set, i) => {
    const member = (name: 'guek' | 'gak' | 'systemTitle', lengths: readonly number[]) =>
      octetsOf((set as Record<string, unknown>)[name], `--keys[${i}].${name}`, lengths)
    const guek = member('guek', [16, 32])
    if (guek === undefined) throw new InputError(`--keys[${i}].guek`, 'is missing', `write ${form}`)
    const gak = member('gak', [guek.length])
    const systemTitle = member('systemTitle', [8])
    return { guek, ...(gak && { gak }), ...(systemTitle && { systemTitle }) }
  })
}

function octetsOf(value: unknown, path: string, lengths: readonly number[]): Uint8Array | undefined {
  if (value === undefined) return undefined
  const octets = typeof value === 'string' ? hexOf(value) : undefined
  if (octets !== undefined && lengths.includes(octets.length)) return octets
  throw new InputError(path, `is not ${lengths.join(' or ')} octets in hex`, `write ${form}`)
}

function hexOf(text: string): Uint8Array | undefined {
  try {
    return fromHex(text)
  } catch (error) {
    if (error instanceof HexError) return undefined
    throw error
  }
}
