import { at, DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, EncodeError, encode, mapped, rest, sequence } from '@ferraris/codec'
import { type Aca, acaInOrder } from '../mac/address.ts'
import { type Ecc, lsapOctet, lsapOf } from '../mac/lsap.ts'

/** Where SMITP listens by default; no port is public, the choice is ours. */
export const smitpPort = 54059
/** Octets of the header: version, source, destination, length, 16 bit each, after IEC 62056-4-7. */
export const ipHeaderLength = 8
const version = 1
/** Octets between header and LSDU. */
const prefixLength = 7
/** Longest LSDU: TCP has no frames of 128 octets, and what segments would carry on the line goes whole. */
const maxIpLsdu = 2032

/** What a message over IP is: `failure` says that the concentrator has no answer from the meter. */
const services = { request: 0, answer: 1, failure: 2, spontaneous: 3 } as const
export type IpService = keyof typeof services
const serviceNames = Object.keys(services) as IpService[]

/** An LSDU for or from one meter over TCP or TLS, between central system and concentrator or meter. */
export interface IpMessage {
  readonly source: number
  readonly destination: number
  readonly service: IpService
  /** 0 to 3, see `dsaps`. */
  readonly dsap: number
  readonly ecc: Ecc
  readonly aca: Aca
  readonly lsdu: Uint8Array
}

/** Kind: as LSAP on the line, its two high bits, which no DSAP uses, telling the service. Our choice. */
const kind: Codec<Pick<IpMessage, 'service' | 'dsap' | 'ecc'>> = mapped(
  axdr.unsigned8,
  ({ service, dsap, ecc }) => (services[service] << 6) | (lsapOctet({ dsap, ecc }) & 0x3f),
  (octet, offset) => ({ service: at(serviceNames, octet >> 6), ...lsapOf(octet & 0x3f, offset) }),
  { kind: 'leaf', name: 'kind' },
)

const header = sequence('SMITP/IP header', {
  version: axdr.unsigned16,
  source: axdr.unsigned16,
  destination: axdr.unsigned16,
  /** Octets behind the header. */
  length: axdr.unsigned16,
})
const content = sequence('SMITP/IP', { kind, aca: acaInOrder, lsdu: rest })

/** A message over IP with its header (our choice; only that the profile exists is public, CLC/TS 50568-8, clause 6). */
export const ipMessage: Codec<IpMessage> = {
  shape: { kind: 'leaf', name: 'SMITP/IP' },
  encode(writer, { source, destination, service, dsap, ecc, aca, lsdu }) {
    if (lsdu.length > maxIpLsdu)
      throw new EncodeError(`an LSDU of ${lsdu.length} octets, at most ${maxIpLsdu}`)
    if (dsap > 3) throw new EncodeError(`DSAP ${dsap} does not go over IP`)
    header.encode(writer, { version, source, destination, length: prefixLength + lsdu.length })
    content.encode(writer, { kind: { service, dsap, ecc }, aca, lsdu })
  },
  decode(reader) {
    const start = reader.offset
    const head = header.decode(reader)
    checkHeader(head, start)
    const window = reader.window(head.length)
    const { kind, aca, lsdu } = content.decode(window)
    return { source: head.source, destination: head.destination, ...kind, aca, lsdu }
  },
}

export function encodeIpMessage(message: IpMessage): Uint8Array {
  return encode(ipMessage, message)
}

/** Refuses a header behind which a stream cannot be trusted. Throws DecodeError. */
export function checkHeader(head: { version: number; length: number }, offset: number): void {
  if (head.version !== version)
    throw new DecodeError('unexpected', offset, `version ${head.version} instead of ${version}`).within(
      'version',
    )
  if (head.length < prefixLength || head.length > prefixLength + maxIpLsdu)
    throw new DecodeError('limit', offset + 6, `a length of ${head.length} octets`).within('length')
}
