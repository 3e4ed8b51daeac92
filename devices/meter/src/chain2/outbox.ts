import type { FrameNumber } from '@ferraris/chain2'
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

/** When copies leave, and what goes before what (our choice; the standard's numbers are not public). */
export const sendingRules = {
  /** More than so many wait: the least important one is dropped. */
  mostWaiting: 32,
  replicas: 2,
  /** Seconds from one copy to the next, by chance in between. */
  eventPause: [3, 8],
  periodicPause: [20, 60],
  /** Seconds between two messages about power. */
  powerPause: 2,
} as const

const order: readonly (readonly MessageKind[])[] = [[22], [25], [23], [21, 41, 51], [0], [1, 2], [3, 4]]

/** The lower, the sooner. */
function rank(kind: MessageKind): number {
  const found = order.findIndex(kinds => kinds.includes(kind))
  return found < 0 ? order.length : found
}

const aboutPower: readonly MessageKind[] = [21, 41, 51]
const events: readonly MessageKind[] = [20, 21, 22, 23, 25, 41, 51]
/** A newer message does not make these needless: each tells something of its own. */
const lasting: readonly MessageKind[] = [22, 25, 23, 1, 2, 20]

interface Waiting extends Omit<Chain2Message, 'isReplica'> {
  /** Nothing leaves before. */
  readonly due: number
  readonly copiesLeft: number
  readonly isReplica: boolean
  /** What is done when the message itself leaves. */
  readonly left: (now: number) => void
}

/** What waits for the line, bounded: the most important first, of the same kind the newest alone. */
export class Outbox {
  readonly #chance: () => number
  #waiting: Waiting[] = []
  #powerAt = Number.NEGATIVE_INFINITY
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
    const { kind } = message
    if (!lasting.includes(kind)) this.#waiting = this.#waiting.filter(other => other.kind !== kind)
    this.#add({ ...message, due, copiesLeft: sendingRules.replicas, isReplica: false, left })
  }

  #add(entry: Waiting): void {
    this.#waiting.push(entry)
    if (this.#waiting.length <= sendingRules.mostWaiting) return
    // Copies go first, then what matters least, then the oldest.
    const worth = ({ isReplica, kind, due }: Waiting): number =>
      rank(kind) * 2 + (isReplica ? 1000 : 0) - due * 1e-12
    const least = this.#waiting.reduce((a, b) => (worth(b) > worth(a) ? b : a))
    this.#waiting = this.#waiting.filter(other => other !== least)
    this.dropped++
  }

  /** When something leaves next; undefined where nothing waits. */
  get nextDue(): number | undefined {
    let first: number | undefined
    for (const entry of this.#waiting) {
      const due = this.#dueOf(entry)
      if (first === undefined || due < first) first = due
    }
    return first
  }

  #dueOf({ kind, due }: Waiting): number {
    return aboutPower.includes(kind) ? Math.max(due, this.#powerAt + sendingRules.powerPause) : due
  }

  /** The most important message that is due. */
  take(now: number): Chain2Message | undefined {
    let chosen: Waiting | undefined
    for (const entry of this.#waiting) {
      if (this.#dueOf(entry) > now) continue
      if (chosen === undefined || goesBefore(entry, chosen)) chosen = entry
    }
    if (chosen === undefined) return undefined
    this.#waiting = this.#waiting.filter(other => other !== chosen)
    const { kind, copiesLeft, isReplica, left, due: _, ...message } = chosen
    if (aboutPower.includes(kind)) this.#powerAt = now
    if (copiesLeft > 0) {
      const [least, most] = events.includes(kind) ? sendingRules.eventPause : sendingRules.periodicPause
      const due = now + least + Math.floor(this.#chance() * (most - least + 1))
      this.#add({ ...chosen, due, copiesLeft: copiesLeft - 1, isReplica: true })
    }
    if (!isReplica) left(now)
    return { ...message, kind, isReplica }
  }

  clear(): void {
    this.#waiting = []
  }
}

function goesBefore(a: Waiting, b: Waiting): boolean {
  if (rank(a.kind) !== rank(b.kind)) return rank(a.kind) < rank(b.kind)
  return a.isReplica === b.isReplica ? a.due < b.due : b.isReplica
}
