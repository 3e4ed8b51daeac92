import type { FurtherClient } from '@ferraris/meter'
import { InputError } from '../../errors.ts'

/** Clients that a virtual meter takes besides the usual three on request, by their authentication. */
export const furtherClients = {
  low: { address: 17, ciphered: false },
  md5: { address: 19, ciphered: false },
  sha1: { address: 20, ciphered: false },
  sha256: { address: 22, ciphered: false },
  ecdsa: { address: 23, ciphered: true },
} as const satisfies Partial<Record<FurtherClient['authentication'], { address: number; ciphered: boolean }>>

export type FurtherAuthentication = keyof typeof furtherClients

const names = Object.keys(furtherClients) as FurtherAuthentication[]

/** `low,sha256`, or `all`. Throws InputError. */
export function parseAssociations(text: string): FurtherAuthentication[] {
  if (text === 'all') return names
  return text.split(',').map(name => {
    const known = names.find(other => other === name.trim())
    if (known !== undefined) return known
    const quoted = JSON.stringify(name.trim())
    throw new InputError('--associations', `${quoted} is none`, `write all, or some of ${names.join(',')}`)
  })
}

/** Signatures need a curve. Throws InputError. */
export function checkAssociations(associations: readonly FurtherAuthentication[], suite: 0 | 1 | 2): void {
  if (suite === 0 && associations.includes('ecdsa'))
    throw new InputError(
      '--associations',
      'ecdsa needs a suite with signatures',
      'add --suite 1 or --suite 2',
    )
}
