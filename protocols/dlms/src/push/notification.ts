import type { AttributeDescriptor } from '../apdu/elements/descriptors.ts'
import type { EncodedData } from '../apdu/elements/encoded-data.ts'
import { longInvokeIdOf, longInvokeIdWord } from '../apdu/elements/invoke-id.ts'
import {
  dataNotification,
  dataNotificationConfirm,
  eventNotification,
} from '../apdu/services/notification.ts'
import { informationReport } from '../apdu/services/short-name.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduName, apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'

/** What a server sends without having been asked (IEC 62056-5-3, 6.7 to 6.9). */
export type Notification =
  | {
      readonly kind: 'data-notification'
      /** 24 bits; a confirmation repeats it. */
      readonly longInvokeId: number
      /** Whether the server waits for a data-notification-confirm. */
      readonly confirmed: boolean
      /** Octets of a date-time, where the server gives one. */
      readonly time: Uint8Array | undefined
      readonly body: EncodedData
    }
  | {
      readonly kind: 'event-notification'
      /** Octets of a date-time, where the server gives one. */
      readonly time: Uint8Array | undefined
      readonly attribute: AttributeDescriptor
      /** Value of the attribute. */
      readonly body: EncodedData
    }
  | {
      readonly kind: 'information-report'
      /** GeneralizedTime, `YYYYMMDDhhmmss` and more, where the server gives one. */
      readonly time: string | undefined
      readonly items: readonly { readonly shortName: number; readonly value: EncodedData }[]
    }

/** The plain APDU of a notification. */
export function encodeNotification(notification: Notification): Uint8Array {
  switch (notification.kind) {
    case 'data-notification': {
      const { longInvokeId: id, confirmed, time, body } = notification
      const flags = { selfDescriptive: false, breakOnError: false, highPriority: false }
      return tagged(apduTags['data-notification'], dataNotification, {
        longInvokeIdAndPriority: longInvokeIdWord({ id, confirmed, ...flags }),
        dateTime: time ?? new Uint8Array(),
        notificationBody: body,
      })
    }
    case 'event-notification': {
      const { time, attribute, body } = notification
      return tagged(apduTags['event-notification-request'], eventNotification, {
        ...(time && { time }),
        attribute,
        value: body,
      })
    }
    case 'information-report': {
      const { time, items } = notification
      return tagged(apduTags['information-report-request'], informationReport, {
        ...(time !== undefined && { currentTime: Uint8Array.from(time, letter => letter.charCodeAt(0)) }),
        specifications: items.map(({ shortName }) => ({ kind: 'variable-name' as const, name: shortName })),
        values: items.map(({ value }) => value),
      })
    }
  }
}

/** The plain APDU by which a client says that it has a data-notification. */
export function encodeNotificationConfirm(longInvokeId: number): Uint8Array {
  const flags = { selfDescriptive: false, breakOnError: false, confirmed: true, highPriority: false }
  return tagged(apduTags['data-notification-confirm'], dataNotificationConfirm, {
    longInvokeIdAndPriority: longInvokeIdWord({ id: longInvokeId, ...flags }),
  })
}

const readers = {
  'data-notification': readData,
  'event-notification-request': readEvent,
  'information-report-request': readReport,
} as const

function readerOf(plain: Uint8Array) {
  return readers[apduName(plain[0] ?? 0) as keyof typeof readers]
}

/** Whether a plain APDU is a notification of any kind. */
export function isNotification(plain: Uint8Array): boolean {
  return readerOf(plain) !== undefined
}

/** Reads a plain notification. Throws DlmsError for another APDU, DecodeError for broken octets. */
export function readNotification(plain: Uint8Array): Notification {
  const read = readerOf(plain)
  if (read === undefined) {
    throw new DlmsError(
      'unexpected-apdu',
      `APDU ${plain[0]?.toString(16) ?? 'without octets'}, no notification`,
    )
  }
  return read(plain)
}

function readData(plain: Uint8Array): Notification {
  const { longInvokeIdAndPriority, dateTime, notificationBody } = untagged(dataNotification, plain)
  const { id, confirmed } = longInvokeIdOf(longInvokeIdAndPriority)
  return {
    kind: 'data-notification',
    longInvokeId: id,
    confirmed,
    time: dateTime.length === 0 ? undefined : dateTime,
    body: notificationBody,
  }
}

function readEvent(plain: Uint8Array): Notification {
  const { time, attribute, value } = untagged(eventNotification, plain)
  return { kind: 'event-notification', time: time?.length === 0 ? undefined : time, attribute, body: value }
}

function readReport(plain: Uint8Array): Notification {
  const { currentTime, specifications, values } = untagged(informationReport, plain)
  const items = specifications.map((specification, i) => {
    const value = values[i]
    if (specification.kind !== 'variable-name' || value === undefined) {
      throw new DlmsError('unexpected-apdu', `information report: item ${i} has no name or no value`)
    }
    return { shortName: specification.name, value }
  })
  const time = currentTime && String.fromCharCode(...currentTime)
  return { kind: 'information-report', time, items }
}
