import { defineErrors, detailAndRemedy } from '@ferraris/errors'

declare const brand: unique symbol

/** A logical name as text, six numbers 0..255 with dots: `1.0.1.8.0.255` (IEC 62056-6-1). */
export type Obis = string & { readonly [brand]: 'Obis' }

/** Text that is no OBIS code. */
export class ObisError extends defineErrors(
  'obis',
  {
    'obis-invalid': [
      'input',
      'the text is no OBIS code',
      'write six numbers 0..255, for example 1.0.1.8.0.255',
    ],
  },
  detailAndRemedy,
) {}

/**
 * Reads an OBIS code in any usual writing: `1.0.1.8.0.255`, `1-0:1.8.0*255`, or without the last group, which is then
 * 255 (the current value). Throws {@link ObisError}.
 */
export function obis(text: string): Obis {
  const groups = text.trim().split(/[.\-:*&]/)
  if (groups.length === 5) groups.push('255')
  if (groups.length !== 6 || !groups.every(group => /^\d{1,3}$/.test(group) && Number(group) < 256)) {
    throw new ObisError('obis-invalid', `${JSON.stringify(text)} is no OBIS code`)
  }
  return groups.map(Number).join('.') as Obis
}

/** The six octets of a logical name. */
export function obisToOctets(code: Obis): Uint8Array {
  return Uint8Array.from(code.split('.'), Number)
}

/** The reverse; six octets are what the caller sees to. */
export function obisFromOctets(octets: Uint8Array): Obis {
  return octets.join('.') as Obis
}
