import { concat, DecodeError, Reader } from '@ferraris/bytes'
import { anyApdu } from './apdu/apdu.ts'
import { llcLength } from './llc.ts'

/** Where the APDU that begins here ends; `truncated` if its end is missing, `none` if these octets are no APDU. */
export function apduEnd(octets: Uint8Array, from = 0, to = octets.length): number | 'truncated' | 'none' {
  const reader = new Reader(octets, { start: from, end: to })
  try {
    anyApdu.decode(reader)
    return reader.offset
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return error.code === 'truncated' ? 'truncated' : 'none'
  }
}

/**
 * The ends of the APDUs that follow each other in a message, each with the LLC header before it, if there is one: meters
 * send several in one HDLC frame or one TCP segment. Undefined where they do not fill the message to its end.
 */
export function apduEnds(octets: Uint8Array, from = 0, to = octets.length): number[] | undefined {
  const ends: number[] = []
  for (let at = from; at < to; ) {
    const end = apduEnd(octets, at + llcLength(octets, at), to)
    if (typeof end === 'string') return undefined
    ends.push(end)
    at = end
  }
  return ends
}

/** Segments of a stream as messages: one that was cut in two is put together, where its parts make whole APDUs. */
export function messagesIn(segments: readonly Uint8Array[]): Uint8Array[] {
  const messages: Uint8Array[] = []
  let isCut = false
  for (const segment of segments) {
    const before = isCut ? messages.at(-1) : undefined
    const together = before && concat(before, segment)
    isCut = isUnfinished(together ?? segment)
    if (together !== undefined && (isCut || apduEnds(together) !== undefined))
      messages[messages.length - 1] = together
    else {
      messages.push(segment)
      isCut = isUnfinished(segment)
    }
  }
  return messages
}

/** Whether the last of the APDUs that follow each other lacks its end. */
function isUnfinished(message: Uint8Array): boolean {
  for (let at = 0; at < message.length; ) {
    const end = apduEnd(message, at + llcLength(message, at))
    if (typeof end === 'string') return end === 'truncated'
    at = end
  }
  return false
}

/** The APDUs of a message without their LLC headers; a message that is no sequence of APDUs is returned as one. */
export function apdusIn(message: Uint8Array): Uint8Array[] {
  let from = 0
  return (apduEnds(message) ?? [message.length]).map(end => {
    const apdu = message.subarray(from + llcLength(message, from), end)
    from = end
    return apdu
  })
}
