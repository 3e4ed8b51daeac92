import { DecodeError, type Reader } from '@ferraris/bytes'
import { axdr, type Codec, sequence } from '@ferraris/codec'
import { attributeDescriptor } from '../elements/descriptors.ts'
import { encodedData } from '../elements/encoded-data.ts'

const octetStringTag = 0x09

/** Some meters (old Kaifa and Kamstrup) put the tag of an octet-string before the date-time: accepted, and kept. */
export const dateTimeTag: Codec<true | undefined> = {
  shape: { kind: 'leaf', name: 'date-time tag' },
  encode: (writer, present) => void (present && writer.u8(octetStringTag)),
  decode(reader) {
    if (reader.peek() !== octetStringTag) return undefined
    reader.u8()
    return true
  },
}

/** Octets of a date-time, or none. */
const notificationTime: Codec<Uint8Array> = {
  shape: { kind: 'leaf', name: 'notification time' },
  encode: axdr.octetString.encode,
  decode(reader: Reader) {
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
  dateTimeTagged: dateTimeTag,
  dateTime: notificationTime,
  notificationBody: encodedData,
})

/** Data-Notification-Confirm, behind its APDU tag 10: the client has the notification. */
export const dataNotificationConfirm = sequence('Data-Notification-Confirm', {
  longInvokeIdAndPriority: axdr.unsigned32,
})

/** Event-Notification-Request, behind its APDU tag C2: an attribute that the server sends of its own. */
export const eventNotification = sequence('Event-Notification-Request', {
  time: axdr.optional(axdr.octetString),
  attribute: attributeDescriptor,
  value: encodedData,
})
