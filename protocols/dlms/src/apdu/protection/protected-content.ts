import { Writer } from '@ferraris/bytes'
import { axdr, type Codec, decodeField, EncodeError, rest } from '@ferraris/codec'
import { tagLength } from '../../security/keys/cipher-key.ts'
import { securityControl } from '../../security/security-control.ts'

/** What every ciphered APDU carries, seen without a key (IEC 62056-5-3, 5.3.6.3). */
export interface ProtectedContent {
  /** Security suite and how the content is protected; see {@link securityControl}. */
  readonly control: number
  readonly invocationCounter: number
  /** Ciphertext, or plain octets where they are only authenticated. */
  readonly content: Uint8Array
  /** 12 octets, present where the control octet says authenticated. */
  readonly tag?: Uint8Array
}

const tag = axdr.octets(tagLength)
function isAuthenticated(control: number): boolean {
  return (control & securityControl.authenticated) !== 0
}

/** The fields inside the OCTET STRING of a ciphered APDU. Its length comes first. */
export const protectedContent: Codec<ProtectedContent> = {
  shape: { kind: 'leaf', name: 'protected content' },
  encode(writer, value) {
    if (isAuthenticated(value.control) !== (value.tag !== undefined)) {
      throw new EncodeError('a tag belongs to authenticated content, and to no other')
    }
    const inner = new Writer().u8(value.control).u32(value.invocationCounter).bytes(value.content)
    if (value.tag !== undefined) tag.encode(inner, value.tag)
    axdr.octetString.encode(writer, inner.finish())
  },
  decode(reader) {
    const window = reader.window(decodeField(reader, 'length', length))
    const control = decodeField(window, 'securityControl', axdr.unsigned8)
    const invocationCounter = decodeField(window, 'invocationCounter', axdr.unsigned32)
    if (!isAuthenticated(control)) {
      return { control, invocationCounter, content: decodeField(window, 'content', rest) }
    }
    window.need(tagLength)
    const content = decodeField(window, 'content', axdr.octets(window.remaining - tagLength))
    return { control, invocationCounter, content, tag: decodeField(window, 'authenticationTag', tag) }
  },
}

const length: Codec<number> = {
  shape: { kind: 'leaf', name: 'length' },
  encode: axdr.writeLength,
  decode: axdr.readLength,
}
