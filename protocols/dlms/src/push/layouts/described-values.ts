import { DecodeError, Reader } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { type Data, dataCodec, obisFromOctets } from '@ferraris/cosem'
import { apduTags } from '../../apdu/tags.ts'

/** A value behind the descriptor of its attribute. */
interface DescribedValue {
  readonly classId: number
  readonly obis: string
  readonly attribute: number
  readonly value: Data
}

interface DescribedValues {
  /** Octets of the notification's date-time. */
  readonly time: Uint8Array | undefined
  readonly values: readonly DescribedValue[]
}

const structure = 0x02
const array = 0x01
const enumeration = 0x16

/**
 * Reads a data-notification of Czech customer ports (EG.D, with Sagemcom XT211 for example). Its body is no Data: a
 * structure of an enum and an array of pairs, each of a Cosem-Attribute-Descriptor as in requests, without a tag, and a
 * value. Undefined for anything else.
 */
export function readDescribedValues(apdu: Uint8Array): DescribedValues | undefined {
  const reader = new Reader(apdu)
  try {
    if (reader.u8() !== apduTags['data-notification']) return undefined
    reader.take(4)
    const time = axdr.octetString.decode(reader)
    if (!isNext(reader, structure, 2, enumeration)) return undefined
    reader.u8()
    if (!isNext(reader, array)) return undefined
    const count = axdr.readLength(reader)
    const values: DescribedValue[] = []
    for (let i = 0; i < count; i++) {
      if (!isNext(reader, structure, 2)) return undefined
      values.push({
        classId: reader.u16(),
        obis: obisFromOctets(reader.take(6)),
        attribute: reader.u8(),
        value: dataCodec.decode(reader),
      })
    }
    reader.finish()
    return { time: time.length === 0 ? undefined : time, values }
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function isNext(reader: Reader, ...octets: readonly number[]): boolean {
  return octets.every(octet => reader.u8() === octet)
}
