import { at, DecodeError, defined } from '@ferraris/bytes'
import { axdr, type Codec, mapped } from '@ferraris/codec'

/** Object identifiers of DLMS UA begin 2.16.756.5.8 and continue with branch and number (IEC 62056-5-3, 7.2.2.2). */
const dlmsUa = [0x60, 0x85, 0x74, 0x05, 0x08] as const

function dlmsName<const V extends Readonly<Record<string, number>>>(
  branch: number,
  numbers: V,
): Codec<keyof V & string> {
  const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name as keyof V & string]))
  return mapped(
    axdr.octets(dlmsUa.length + 2),
    name => Uint8Array.of(...dlmsUa, branch, defined(numbers[name], name)),
    (octets, offset) => {
      const name = names.get(at(octets, 6))
      if (name === undefined || octets[5] !== branch || dlmsUa.some((octet, i) => octets[i] !== octet)) {
        throw new DecodeError('unexpected', offset, `unknown object identifier ${octets.join('.')}`)
      }
      return name
    },
    { kind: 'enumeration', values: numbers },
  )
}

/** COSEM application context: how objects are named and whether APDUs may be ciphered. */
export const applicationContextName = dlmsName(1, {
  'logical-name': 1,
  'short-name': 2,
  'logical-name-ciphered': 3,
  'short-name-ciphered': 4,
})
export type ApplicationContextName = ReturnType<typeof applicationContextName.decode>

/** Authentication mechanisms (IEC 62056-5-3, 5.3.7 and 7.2.2.3). */
export const mechanismName = dlmsName(2, {
  lowest: 0,
  low: 1,
  'high-manufacturer': 2,
  'high-md5': 3,
  'high-sha1': 4,
  'high-gmac': 5,
  'high-sha256': 6,
  'high-ecdsa': 7,
})
export type MechanismName = ReturnType<typeof mechanismName.decode>
