import { DecodeError, type Reader } from '@ferraris/bytes'
import { axdr, type Codec, sequence, type ValueOf } from '@ferraris/codec'
import { encodedData } from './encoded-data.ts'

/** Octets of a date-time, or none; some old meters put the octet-string tag 09 before the length: accepted. */
const notificationTime: Codec<Uint8Array> = {
  shape: { kind: 'octets' },
  encode: axdr.octetString.encode,
  decode(reader: Reader) {
    if (reader.peek() === 0x09) reader.u8()
    const offset = reader.offset
    const time = axdr.octetString.decode(reader)
    if (time.length !== 0 && time.length !== 12) {
      throw new DecodeError('unexpected', offset, `date-time of ${time.length} octets`)
    }
    return time
  },
}

/** Data-Notification (IEC 62056-5-3, 9.5), behind its APDU tag 0F: what a meter pushes. */
export const dataNotification = sequence('Data-Notification', {
  longInvokeIdAndPriority: axdr.unsigned32,
  dateTime: notificationTime,
  notificationBody: encodedData,
})
export type DataNotification = ValueOf<typeof dataNotification>
