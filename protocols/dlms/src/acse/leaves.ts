import { at, DecodeError } from '@ferraris/bytes'
import { axdr, ber, type Codec, mapped, rest } from '@ferraris/codec'

/** INTEGER of one octet. */
export const berInteger: Codec<number> = ber.tlv(0x02, axdr.integer8)

/** OCTET STRING. */
export const berOctets: Codec<Uint8Array> = ber.tlv(0x04, rest)

/** OBJECT IDENTIFIER around one of the DLMS UA names. */
export function berName<T>(name: Codec<T>): Codec<T> {
  return ber.tlv(0x06, name)
}

/** Authentication-value: the alternative `charstring` [0], which carries passwords and challenges alike. */
export const authenticationValue: Codec<Uint8Array> = ber.tlv(0x80, rest)

/** ACSE-requirements, BIT STRING with the one functional unit that exists: authentication. */
export const acseRequirements: Codec<{ authentication: boolean }> = mapped(
  axdr.octets(2),
  ({ authentication }) => Uint8Array.of(0x07, authentication ? 0x80 : 0),
  (octets, offset) => {
    if (octets[0] !== 7) throw new DecodeError('unexpected', offset, 'ACSE requirements of more than one bit')
    return { authentication: (at(octets, 1) & 0x80) !== 0 }
  },
  { kind: 'leaf', name: 'ACSE-requirements' },
)
