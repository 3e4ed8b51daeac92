import {
  type FrameNumber,
  isSuperseded,
  priorityOf,
  replicaDelays,
  transmissionSettings,
} from '@ferraris/chain2'
import type { Aca } from '@ferraris/smitp/mac'

/** What a message to the customer's device is: a frame by its number, 0 the association. */
export type MessageKind = FrameNumber | 0

/** A message for the line. */
export interface Chain2Message {
  readonly aca: Aca
  readonly apdu: Uint8Array
  readonly kind: MessageKind
  readonly isReplica: boolean
  /** The same for a message and its replicas, another for each message: segments of different messages are told apart by it. */
  readonly number: number
}

/** More than so many messages wait: the least important one is dropped. */
export const mostWaiting = 32

/** The lower, the sooner; the association goes before what is periodic. */
function rank(kind: MessageKind): number {
  return kind === 0 ? priorityOf(1, transmissionSettings) - 0.5 : priorityOf(kind, transmissionSettings)
}

/** Whether a newer message makes one needless that waits. */
function isNeedless(waiting: MessageKind, newer: MessageKind): boolean {
  return waiting === 0 || newer === 0 ? waiting === newer : isSuperseded(waiting, newer)
}

interface Waiting extends Omit<Chain2Message, 'isReplica'> {
  /** Nothing leaves before. */
  readonly due: number
  readonly isReplica: boolean
  /** What is done when the message itself leaves. */
  readonly left: (now: number) => void
}

/** What waits for the line, bounded: the most important first, of the same kind the newest alone. */
export class Outbox {
  readonly #chance: () => number
  #waiting: Waiting[] = []
  /** Messages that were dropped because too many waited. */
  dropped = 0

  /** @param chance 0 … 1 */
  constructor(chance: () => number) {
    this.#chance = chance
  }

  get length(): number {
    return this.#waiting.length
  }

  put(message: Omit<Chain2Message, 'isReplica'>, due: number, left: (now: number) => void): void {
    this.#waiting = this.#waiting.filter(other => !isNeedless(other.kind, message.kind))
    this.#add({ ...message, due, isReplica: false, left })
  }

  #add(entry: Waiting): void {
    this.#waiting.push(entry)
    if (this.#waiting.length <= mostWaiting) return
    // Copies go first, then what matters least, then the oldest.
    const worth = ({ isReplica, kind, due }: Waiting): number =>
      rank(kind) * 2 + (isReplica ? 1000 : 0) - due * 1e-12
    const least = this.#waiting.reduce((a, b) => (worth(b) > worth(a) ? b : a))
    this.#waiting = this.#waiting.filter(other => other !== least)
    this.dropped++
  }

  /** When something leaves next; undefined where nothing waits. */
  get nextDue(): number | undefined {
    return this.#waiting.length === 0 ? undefined : Math.min(...this.#waiting.map(({ due }) => due))
  }

  /** The most important message that is due. */
  take(now: number): Chain2Message | undefined {
    let chosen: Waiting | undefined
    for (const entry of this.#waiting) {
      if (entry.due > now) continue
      if (chosen === undefined || goesBefore(entry, chosen)) chosen = entry
    }
    if (chosen === undefined) return undefined
    this.#waiting = this.#waiting.filter(other => other !== chosen)
    const { due: _, left, ...message } = chosen
    if (message.isReplica) return message
    // Copies are the same octets, with the same counter.
    for (const delay of replicaDelays(
      message.kind === 0 ? 1 : message.kind,
      transmissionSettings,
      this.#chance,
    ))
      this.#add({ ...chosen, due: now + Math.round(delay), isReplica: true })
    left(now)
    return message
  }

  clear(): void {
    this.#waiting = []
  }
}

function goesBefore(a: Waiting, b: Waiting): boolean {
  if (rank(a.kind) !== rank(b.kind)) return rank(a.kind) < rank(b.kind)
  return a.isReplica === b.isReplica ? a.due < b.due : b.isReplica
}
