import { deflateSync, inflateSync } from 'node:zlib'
import {
  type DownMessage,
  decodeDownMessage,
  decodeUpMessage,
  encodeDownMessage,
  encodeUpMessage,
  longestText,
  parseTopic,
  UplinkError,
  type UpMessage,
} from '@ferraris/uplink'

/** A payload that begins with a brace is plain text, every other one a zlib stream (RFC 1950). */
const brace = 0x7b
/** What fits into one packet of the way gains nothing from deflating. */
const shortest = 512
/** Octets of a payload as it arrives: longer ones are not even inflated. */
export const longestPayload = 1024 * 1024

/** A message of the way up as MQTT carries it. Throws UplinkError. */
export function upPayload(message: UpMessage): Buffer {
  return pack(encodeUpMessage(message))
}

/** A message of the way down as MQTT carries it. Throws UplinkError. */
export function downPayload(message: DownMessage): Buffer {
  return pack(encodeDownMessage(message))
}

/** What a concentrator said, from topic and payload, which must agree. Throws UplinkError and nothing else. */
export function readUp(topic: string, payload: Uint8Array): { concentrator: string; message: UpMessage } {
  const { concentrator, direction, kind } = parseTopic(topic)
  const message = decodeUpMessage(unpack(payload))
  if (direction !== 'up' || message.kind !== kind) throw misplaced()
  if (message.kind === 'hello' && message.concentrator !== concentrator) throw misplaced()
  return { concentrator, message }
}

/** What the head-end said, from topic and payload, which must agree. Throws UplinkError and nothing else. */
export function readDown(topic: string, payload: Uint8Array): DownMessage {
  const { direction, kind } = parseTopic(topic)
  const message = decodeDownMessage(unpack(payload))
  if (direction !== 'down' || message.kind !== kind) throw misplaced()
  return message
}

function misplaced() {
  return new UplinkError('wrong-topic', 'kind', 'the message does not belong on its topic')
}

function pack(text: string): Buffer {
  const octets = Buffer.from(text)
  const payload = octets.length <= shortest ? octets : deflateSync(octets)
  if (payload.length > longestPayload) throw tooLong(payload)
  return payload
}

/** Inflates no further than a message may be long, whatever the payload promises. */
function unpack(payload: Uint8Array): string {
  if (payload.length > longestPayload) throw tooLong(payload)
  try {
    const octets = payload[0] === brace ? payload : inflateSync(payload, { maxOutputLength: longestText })
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? new UplinkError('too-long', '', `inflates to more than ${longestText} octets`)
      : new UplinkError('not-json', '', 'the payload is neither plain text nor deflated text')
  }
}

function tooLong({ length }: Uint8Array) {
  return new UplinkError('too-long', '', `a payload of ${length} octets; at most ${longestPayload} are taken`)
}
