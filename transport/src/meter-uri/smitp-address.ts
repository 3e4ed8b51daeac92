import { SmitpError } from '@ferraris/smitp'
import { type Aca, acaFromOctets, aca as parseAca } from '@ferraris/smitp/mac'
import { MeterUriError } from './meter-uri-error.ts'
import { type Query, quoted } from './query.ts'

/**
 * The address of a meter as it follows from its serial number, as those of this system do: two letters and the
 * number in 4 octets, so that FER00000001 is 464500000001. Undefined for a serial of another form.
 */
export function acaOfDevice(serial: string): Aca | undefined {
  const [, letters, digits] = /^([A-Z]{2})[A-Z](\d{1,10})$/.exec(serial) ?? []
  const number = Number(digits)
  if (letters === undefined || number > 0xffff_ffff) return undefined
  const octets = new Uint8Array(6)
  octets[0] = letters.charCodeAt(0)
  octets[1] = letters.charCodeAt(1)
  new DataView(octets.buffer).setUint32(2, number)
  return acaFromOctets(octets)
}

/** The address that a URI gives, or that follows from the device it names. Throws {@link MeterUriError}. */
export function readAca(query: Query, device: string | undefined): Aca {
  const text = query.take('aca')
  if (text === undefined) {
    const aca = device === undefined ? undefined : acaOfDevice(device)
    if (aca !== undefined) return aca
    throw new MeterUriError('aca', 'is missing; write the address of the meter, for example aca=464500000001')
  }
  try {
    return parseAca(text)
  } catch (error) {
    if (!(error instanceof SmitpError)) throw error
    throw new MeterUriError(
      'aca',
      `${quoted(text)} is no address; write 12 hex digits that do not begin with 03`,
    )
  }
}
