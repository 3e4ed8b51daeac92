import { type BrokerPlace, MqttConnection } from '@ferraris/transport'
import {
  customerDownTopic,
  customerUpFilter,
  decodeCustomerUp,
  deviceOfTopic,
  encodeCustomerDown,
  UplinkError,
} from '@ferraris/uplink'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../tables.ts'
import { takeReceipt } from './correspondence.ts'

interface MailParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  /** The broker of the customers' devices; without one texts wait. */
  readonly place: BrokerPlace | undefined
  /** Told of a text that cannot be sent as it is. */
  readonly trouble?: (error: Error) => void
}

type Waiting = Pick<Selectable<Tables['customer_text']>, 'id' | 'device' | 'message'>

/** Texts that are asked for at a time. */
const mostAtOnce = 100
const longestReceipt = 4096

/**
 * The way between the head-end and customers' devices (interfaces H2 and H3), over a broker that keeps devices apart by its own rules. What is to leave
 * stands in the store until the broker has it, the newest of each kind retained for a device that is away; a receipt is acknowledged
 * once it is kept.
 */
export class CustomerMail {
  readonly #parts: MailParts
  #connection: MqttConnection | undefined
  #sending: Promise<void> = Promise.resolve()
  #isLookDue = false
  readonly #ended = Promise.withResolvers<'ended'>()

  constructor(parts: MailParts) {
    this.#parts = parts
  }

  start(): void {
    const { place } = this.#parts
    if (place === undefined) return
    this.#connection = new MqttConnection({
      place,
      clientId: 'ferraris-head-end-h2',
      onConnect: client => client.subscribeAsync(customerUpFilter, { qos: 1 }),
      onMessage: (topic, payload) => this.#take(topic, payload),
      onState: state => {
        if (state === 'up') this.look()
      },
    })
  }

  async stop(): Promise<void> {
    await this.#connection?.close()
    // A message that the broker has not acknowledged by now never is: it leaves again after the next start.
    this.#ended.resolve('ended')
    await this.#sending
  }

  /** Lets leave what has not, one after the other; what fails waits for the next look. One look waits behind another at most. */
  look(): void {
    if (this.#isLookDue) return
    this.#isLookDue = true
    const send = () => {
      this.#isLookDue = false
      return this.#send()
    }
    this.#sending = this.#sending.then(send).catch(() => {})
  }

  /** Settles when what was to leave has been tried. */
  async settled(): Promise<void> {
    await this.#sending
  }

  async #send(): Promise<void> {
    const { db } = this.#parts
    let last = 0
    for (;;) {
      const rows = await db
        .selectFrom('customer_text')
        .select(['id', 'ordinal', 'device', 'message'])
        .where('published_at', 'is', null)
        .where('ordinal', '>', last)
        .orderBy('ordinal')
        .limit(mostAtOnce)
        .execute()
      for (const row of rows) {
        if (!(await this.#sendOne(row))) return
        last = row.ordinal
      }
      if (rows.length < mostAtOnce) return
    }
  }

  /** Gives whether those behind it may follow: also when it cannot be written as a message, and stays where it is. */
  async #sendOne({ id, device, message }: Waiting): Promise<boolean> {
    const { db, now, trouble } = this.#parts
    const connection = this.#connection
    if (!connection?.connected) return false
    let text: string
    try {
      text = encodeCustomerDown(message)
    } catch (error) {
      trouble?.(new Error(`the text ${id} to ${device} cannot be sent`, { cause: error }))
      return true
    }
    const topic = customerDownTopic(device, message.kind)
    const given = connection.client.publishAsync(topic, text, { qos: 1, retain: true })
    if ((await Promise.race([given, this.#ended.promise])) === 'ended') return false
    await db
      .updateTable('customer_text')
      .set({ published_at: new Date(now()) })
      .where('id', '=', id)
      .execute()
    return true
  }

  async #take(topic: string, payload: Uint8Array): Promise<void> {
    const device = deviceOfTopic(topic)
    if (device === undefined || payload.length > longestReceipt) return
    try {
      await takeReceipt(this.#parts, device, decodeCustomerUp(new TextDecoder().decode(payload)))
    } catch (error) {
      // Sent again it would be no better.
      if (!(error instanceof UplinkError)) throw error
    }
  }
}
