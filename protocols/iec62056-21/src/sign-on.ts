import { DecodeError } from '@ferraris/bytes'
import { fittingLength, lineEnd, octetsOf, textOf } from './characters.ts'

/** Longest address of a device. */
const maxAddress = 32
const form = /^\/\?([0-9A-Za-z ]*)!\r\n$/

/** The request that opens a session: `/?address!`, to any meter where the address is empty (6.3.1). */
export function encodeSignOn(address = ''): Uint8Array {
  if (address.length > maxAddress || !/^[0-9A-Za-z ]*$/.test(address))
    throw new RangeError(
      `${JSON.stringify(address)} is no address: at most ${maxAddress} letters, digits or spaces`,
    )
  return octetsOf(`/?${address}!${lineEnd}`)
}

/** The address of a request. Throws DecodeError. */
export function decodeSignOn(octets: Uint8Array): string {
  const text = textOf(octets)
  const address = form.exec(text)?.[1]
  if (address === undefined)
    throw new DecodeError('unexpected', firstDifference(text), 'no request of the form /?address!')
  if (address.length > maxAddress)
    throw new DecodeError('limit', 2, `an address of ${address.length} characters`)
  return address
}

/** Where the text leaves the form. */
function firstDifference(text: string): number {
  if (!text.startsWith('/?')) return text.startsWith('/') ? 1 : 0
  return 2 + fittingLength(text.slice(2), /^[0-9A-Za-z ]*!?\r?/)
}

/** Whether a request of that address is meant for a device: empty means all, leading zeros do not count (6.3.14, 22). */
export function isCalled(asked: string, own: string): boolean {
  return asked === '' || asked.replace(/^0+/, '') === own.replace(/^0+/, '')
}
