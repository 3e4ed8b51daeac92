import { linkUrl } from './link-url.ts'
import type { Intake, LinkIntake, LinkMessage, LinkPlace, MessageLink } from './message-link.ts'
import { linkError, MessageLinkError } from './message-link-error.ts'
import type { Reach } from './reach.ts'

/** From a place that may not be reached to the next look: its name may lead elsewhere then. */
const lookAgainMs = 30_000

/** A link that is opened when its host was found to be one that messages may go to, and asks so before each message. */
export class GuardedLink implements MessageLink {
  readonly #host: string
  readonly #reach: Reach
  readonly #open: () => MessageLink
  #link: MessageLink | undefined
  #closed = false

  constructor({ kind, url }: LinkPlace, reach: Reach, open: () => MessageLink) {
    this.#host = linkUrl(kind, url).host
    this.#reach = reach
    this.#open = open
  }

  async send(message: LinkMessage): Promise<string | undefined> {
    await this.#reach.addressOf(this.#host)
    if (this.#closed) throw new MessageLinkError('away', `the link to ${this.#host} is closed`)
    this.#link ??= this.#open()
    return await this.#link.send(message)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#link?.close()
  }
}

/** Takes messages from a host when it is one that we may connect to. */
export function guardedIntake(
  { kind, url }: LinkPlace,
  reach: Reach,
  intake: LinkIntake,
  open: () => Intake,
): Intake {
  const { host } = linkUrl(kind, url)
  let opened: Intake | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const look = async () => {
    try {
      await reach.addressOf(host)
      if (!closed) opened = open()
    } catch (error) {
      if (closed) return
      intake.onState('down', linkError(error, host))
      timer = setTimeout(() => {
        looking = look()
      }, lookAgainMs)
    }
  }
  let looking = look()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
      await opened?.close()
    },
  }
}
