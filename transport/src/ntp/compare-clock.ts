import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { DecodeError, equal } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { type HostAndPort, placeText } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'
import { headOf, instantOf, isMode, isSet, type NtpMessage, ntpLength, ntpMessage } from './ntp-message.ts'

export const ntpPort = 123

interface NtpTerms {
  /** How long one answer may take. */
  readonly timeoutMs: number
  /** The clock that is compared, epoch milliseconds. */
  readonly now: () => number
}

/** How a clock compares with that of a server. */
export interface NtpComparison {
  /** How far our clock is ahead, milliseconds. */
  readonly offsetMs: number
  /** How long question and answer were under way. */
  readonly delayMs: number
  readonly stratum: number
}

/** Questions of one comparison: the answer that was quickest is the most exact. */
const questions = 4

/**
 * Compares a clock with that of an NTP server (RFC 5905, 8; as a simple client, 14). Throws TransportError: `timeout` where no
 * answer can be believed, `unreachable`.
 */
export async function compareClock(place: HostAndPort, terms: NtpTerms): Promise<NtpComparison> {
  const during = `asking ${placeText(place)} for the time`
  const socket = createSocket(place.host.includes(':') ? 'udp6' : 'udp4')
  try {
    await connected(socket, place, during)
    const found: NtpComparison[] = []
    for (let i = 0; i < questions; i++) {
      const one = await question(socket, terms)
      if (one !== undefined) found.push(one)
    }
    const [best] = found.toSorted((a, b) => a.delayMs - b.delayMs)
    if (best === undefined) throw new TransportError('timeout', during)
    return best
  } finally {
    socket.close()
  }
}

/** A connected socket hears its server alone. */
function connected(socket: Socket, { host, port }: HostAndPort, during: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', error => reject(new TransportError('unreachable', during, error)))
    socket.connect(port, host, (error?: Error | null) =>
      error == null ? resolve() : reject(new TransportError('unreachable', during, error)),
    )
  })
}

function question(socket: Socket, { timeoutMs, now }: NtpTerms): Promise<NtpComparison | undefined> {
  // A random number in the place of our time: an answer off the path cannot be forged, and our clock is not disclosed.
  const sent = randomBytes(8)
  return new Promise(resolve => {
    const asked = now()
    const settle = (found: NtpComparison | undefined) => {
      clearTimeout(timer)
      socket.off('message', onMessage)
      resolve(found)
    }
    const onMessage = (datagram: Uint8Array) => {
      const heard = now()
      const answer = read(datagram)
      if (answer === undefined || !isMode(answer, 'server') || !equal(answer.origin, sent)) return
      settle(isSet(answer) ? compared(answer, asked, heard) : undefined)
    }
    const timer = setTimeout(() => settle(undefined), timeoutMs)
    socket.on('message', onMessage)
    // What cannot be sent is lost, as on the way.
    socket.send(encode(ntpMessage, { ...empty, head: headOf('client'), sent }), () => {})
  })
}

function compared({ stratum, ...answer }: NtpMessage, asked: number, heard: number): NtpComparison {
  const [received, sent] = [instantOf(answer.received), instantOf(answer.sent)]
  return {
    offsetMs: (asked - received + (heard - sent)) / 2,
    delayMs: Math.max(0, heard - asked - (sent - received)),
    stratum,
  }
}

/** What is no message of NTP is passed over; extensions behind it, too. */
function read(datagram: Uint8Array): NtpMessage | undefined {
  try {
    return decode(ntpMessage, Uint8Array.from(datagram.subarray(0, ntpLength)))
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

const none = new Uint8Array(8)
const empty: NtpMessage = {
  head: 0,
  stratum: 0,
  poll: 0,
  precision: 0,
  rootDelay: 0,
  rootDispersion: 0,
  reference: new Uint8Array(4),
  referenceTime: none,
  origin: none,
  received: none,
  sent: none,
}
