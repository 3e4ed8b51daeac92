import { fromHex, HexError } from '@ferraris/bytes'
import { axdr, type Codec, EncodeError, mapped } from '@ferraris/codec'
import { SmitpError } from '../smitp-error.ts'

declare const brand: unique symbol

/**
 * Absolute address of a device: 12 hex digits, upper case, in authentication order, which is the order printed on the
 * device and used in cryptography. As text it compares with `===` and serves as a key.
 */
export type Aca = string & { readonly [brand]: 'Aca' }

/** Section address, in the same order; it begins with the section-length octet 03. */
export type Sca = string & { readonly [brand]: 'Sca' }

export type Address = Aca | Sca

/** All nodes that hear it. On air FF FF FF FF FF 03. */
export const broadcast = '03FFFFFFFFFF' as Sca

/** Octets of an address on air and in cryptography. */
const addressLength = 6

/** The first octet of a section address in authentication order, its last on air. */
const sectionLength = '03'

/** Whether an address is a section address. An ACA therefore never begins with 03. */
export function isSection(address: Address): address is Sca {
  return address.startsWith(sectionLength)
}

/** Reads an absolute address, in whatever way hex is written. Throws {@link SmitpError} `address-invalid`. */
export function aca(text: string): Aca {
  const address = acaFromOctets(octetsOf(text))
  if (isSection(address)) throw new SmitpError('address-invalid', text)
  return address
}

function octetsOf(text: string): Uint8Array {
  try {
    const octets = fromHex(text)
    if (octets.length === addressLength) return octets
  } catch (error) {
    if (!(error instanceof HexError)) throw error
  }
  throw new SmitpError('address-invalid', JSON.stringify(text))
}

/** The six octets in authentication order. */
export function addressToOctets(address: Address): Uint8Array {
  const octets = new Uint8Array(addressLength)
  for (let i = 0; i < addressLength; i++) octets[i] = octetAt(address, i)
  return octets
}

/** An address from its six octets in authentication order. */
export function acaFromOctets(octets: Uint8Array): Aca {
  let address = ''
  for (const octet of octets) address += hex[octet]
  return address as Aca
}

/** Each octet as an address has it. */
const hex = Array.from({ length: 256 }, (_, octet) => octet.toString(16).toUpperCase().padStart(2, '0'))

/** One octet of an address: its digits are known to be upper-case hex. */
function octetAt(address: Address, index: number): number {
  return (digitAt(address, 2 * index) << 4) | digitAt(address, 2 * index + 1)
}

function digitAt(address: Address, index: number): number {
  const code = address.charCodeAt(index)
  return code <= 57 ? code - 48 : code - 55
}

/** Parts of a section address: a section of the network, a part of it, a node in that. */
interface SectionAddress {
  /** 24 bit. */
  readonly section: number
  /** 8 bit. */
  readonly subsection: number
  /** 8 bit. */
  readonly node: number
}

export function sca({ section, subsection, node }: SectionAddress): Sca {
  return (sectionLength + digits(node, 2) + digits(subsection, 2) + digits(section, 6)) as Sca
}

export function sectionAddress(address: Sca): SectionAddress {
  return {
    section: Number.parseInt(address.slice(6), 16),
    subsection: Number.parseInt(address.slice(4, 6), 16),
    node: Number.parseInt(address.slice(2, 4), 16),
  }
}

function digits(value: number, count: number): string {
  return value.toString(16).toUpperCase().padStart(count, '0')
}

/** An address as on air, its octets in reverse of the authentication order. */
export const onAirAddress: Codec<Address> = mapped(
  axdr.octets(addressLength),
  address => addressToOctets(address).reverse(),
  octets => acaFromOctets(octets.slice().reverse()) as Address,
  { kind: 'leaf', name: 'address' },
)

/** An ACA in authentication order, as network management writes it in its bodies. */
export const acaInOrder: Codec<Aca> = mapped(axdr.octets(addressLength), addressToOctets, acaFromOctets, {
  kind: 'leaf',
  name: 'ACA',
})

/** An entry of a route behind section address `first`: subsection and node, its section being that of the first. */
export function sectionEntry(first: Sca): Codec<Sca> {
  const section = first.slice(6)
  return {
    shape: { kind: 'leaf', name: 'SCA entry' },
    encode(writer, address) {
      if (!isSection(address) || (address !== broadcast && !address.endsWith(section)))
        throw new EncodeError(`${address} is not in the section of ${first}`)
      const { subsection, node } = sectionAddress(address)
      writer.u8(subsection).u8(node)
    },
    decode(reader) {
      const subsection = reader.u8()
      const node = reader.u8()
      if (subsection === 0xff && node === 0xff) return broadcast
      return sca({ section: Number.parseInt(section, 16), subsection, node })
    },
  }
}
