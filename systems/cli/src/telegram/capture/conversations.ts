import type { Message } from '@ferraris/dlms/explain'
import { FrameCutter, type Framing, framingOf } from './frames.ts'
import { OrderedStream } from './ordered-stream.ts'
import type { Packet } from './packet-file.ts'
import { type Segment, segmentOf } from './segments.ts'

/** What two stations said to each other, frame by frame in the order in which the frames were complete. */
export interface Conversation {
  readonly client: string
  readonly server: string
  readonly framing: Framing
  readonly messages: readonly Message[]
}

/** The conversations of a capture, in order of their begin. The side that opens a connection, or sends first, is the client. */
export function conversationsOf(packets: readonly Packet[]): Conversation[] {
  const open = new Map<string, Recording>()
  const all: Recording[] = []
  for (const packet of packets) {
    const segment = segmentOf(packet)
    if (segment === undefined) continue
    const name = [segment.protocol, ...[segment.source, segment.destination].sort()].join(' ')
    let recording = open.get(name)
    if (recording === undefined || segment.opens) {
      recording = new Recording(segment)
      open.set(name, recording)
      all.push(recording)
    }
    recording.take(segment)
  }
  return all.filter(({ messages }) => messages.length > 0).map(recording => recording.conversation)
}

class Recording {
  readonly messages: Message[] = []
  readonly #client: string
  readonly #server: string
  readonly #streams = { client: new OrderedStream(), server: new OrderedStream() }
  #cutters: Readonly<Record<'client' | 'server', FrameCutter>> | undefined
  #framing: Framing = 'wrapper'

  constructor({ source, destination }: Segment) {
    this.#client = source
    this.#server = destination
  }

  get conversation(): Conversation {
    return { client: this.#client, server: this.#server, framing: this.#framing, messages: this.messages }
  }

  take({ protocol, source, sequence, payload }: Segment): void {
    const from = source === this.#client ? 'client' : 'server'
    const parts = protocol === 'udp' ? [payload] : this.#streams[from].push(sequence, payload)
    for (const octets of parts) {
      if (this.#cutters === undefined) {
        this.#framing = framingOf(octets)
        this.#cutters = { client: new FrameCutter(this.#framing), server: new FrameCutter(this.#framing) }
      }
      for (const frame of this.#cutters[from].push(octets)) this.messages.push({ from, octets: frame })
    }
  }
}
