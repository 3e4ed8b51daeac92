import { type Aca, acaFromOctets } from '@ferraris/smitp/mac'

/** The meter's identity on its name plate and on the wire. */
export interface Identity {
  /** Three letters of the manufacturer and a number: `FER00000001`. */
  readonly serial: string
  /** COSEM logical device name, at most 16 octets: the serial in ASCII. */
  readonly logicalDeviceName: Uint8Array
  /** 8 octets: the three letters and the number in 5 octets (IEC 62056-5-3, 4.3.4). */
  readonly systemTitle: Uint8Array
  readonly firmware: string
}

/** The version this package gives as its firmware. */
const firmware = 'FERRARIS 0.1.0'

/** The identity that follows from a serial. Throws RangeError for a serial of another form. */
export function identityOf(serial: string): Identity {
  const [, letters = '', digits] = /^([A-Z]{3})(\d{1,12})$/.exec(serial) ?? []
  const number = Number(digits)
  if (digits === undefined || number >= 2 ** 40) {
    throw new RangeError(
      `"${serial}" is no serial: three capital letters and a number below 2^40 belong there`,
    )
  }
  const systemTitle = new Uint8Array(8)
  systemTitle.set(Buffer.from(letters, 'ascii'))
  for (let octet = 0; octet < 5; octet++) systemTitle[7 - octet] = number / 2 ** (8 * octet)
  return { serial, logicalDeviceName: Buffer.from(serial, 'ascii'), systemTitle, firmware }
}

/**
 * The address on the power line that follows from a serial: the first two letters and the number in 4 octets, so that
 * `FER00000001` is 464500000001. Throws RangeError for a serial of another form or a number beyond 32 bit.
 */
export function acaOf(serial: string): Aca {
  const title = identityOf(serial).systemTitle
  if (title[3] !== 0)
    throw new RangeError(`"${serial}" has a number beyond 32 bit: its address would not be its own`)
  return acaFromOctets(Uint8Array.of(...title.subarray(0, 2), ...title.subarray(4)))
}

/** The serial of a manufacturer's n-th meter: `FER` and eight digits. */
export function serialOf(number: number): string {
  return `FER${String(number).padStart(8, '0')}`
}
