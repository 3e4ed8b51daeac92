import { fromHex, HexError, plainOctets } from '@ferraris/bytes'
import { TransportError } from '../transport-error.ts'
import type { MessageReader } from './line-reader.ts'
import type { PushBroker, PushService } from './push-place.ts'

/** How long connecting and subscribing may take, milliseconds. */
const patience = 15_000

/** Subscribes at a broker, and again whenever the connection has been lost. Throws TransportError. */
export async function listenAtBroker(
  { url, topic, username, password }: PushBroker,
  reader: MessageReader,
): Promise<PushService> {
  const { connectAsync } = await import('mqtt')
  const client = await connectAsync(
    url,
    {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      connectTimeout: patience,
    },
    false,
  ).catch(cause => {
    throw new TransportError('unreachable', `connecting to ${url}`, cause)
  })
  client.on('message', (from, payload) => reader.take(telegramIn(plainOctets(payload)), from))
  // A connection that breaks is made again, and the subscription with it; what is published meanwhile is lost.
  client.on('error', () => {})
  await client.subscribeAsync(topic).catch(async cause => {
    await client.endAsync(true)
    throw new TransportError('refused', `subscribing to ${topic}`, cause)
  })
  return { place: `${url}/${topic}`, close: () => client.endAsync(true) }
}

/** The octets of a payload: what is all hex digits, by twos, is taken for hex. No telegram begins with such octets. */
function telegramIn(payload: Uint8Array): Uint8Array {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('latin1')
  try {
    return /^[\s0-9a-f:-]+$/i.test(text) ? fromHex(text) : payload
  } catch (error) {
    if (error instanceof HexError) return payload
    throw error
  }
}
