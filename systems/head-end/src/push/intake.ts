import { DecodeError, Reader, toHex } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { zone } from '@ferraris/cosem'
import { DlmsError } from '@ferraris/dlms'
import { apduTags } from '@ferraris/dlms/apdu'
import { encodeNotificationConfirm, type OpenedNotification, openNotification } from '@ferraris/dlms/push'
import { SecurityError } from '@ferraris/dlms/security'
import { wholeSecondsOf } from '@ferraris/metering'
import { checked } from './content/checked.ts'
import { readContents } from './content/push-contents.ts'
import { type PushReason, RefusedPush } from './push-reason.ts'
import { mostPushesAnHour, type Sender } from './sender/sender.ts'
import { byDevice, byNumber, isDevice, type Senders } from './sender/senders.ts'
import type { TakenPush } from './taken-push.ts'

/** An APDU that came in, and from where. */
export interface ArrivedPush {
  readonly apdu: Uint8Array
  readonly from: string
  /** The meter at the other end of the connection, where it is known. */
  readonly device?: number | undefined
  /** It came within an association with that meter, which has proved it already. */
  readonly isProven?: boolean
  /** Answers it, where there is a way back. */
  readonly answer: ((apdu: Uint8Array) => void) | undefined
  /** Tells which device is proved to have sent it. */
  readonly identified?: ((sender: Sender) => void) | undefined
}

/** What the intake hands on. */
export interface IntakeHandlers {
  /** Takes what is authentic and new. */
  onTaken(push: TakenPush): void
  onRefused(refusal: { sender: string; reason: PushReason; from: string; detail: string }): void
  /** Nothing in the inventory has this system title (hex), or this number. */
  onUnknown(name: { readonly title?: string; readonly deviceName?: string }, from: string): void
}

/** Keys that fail are looked up again, should they have been changed: so often at most. */
const refetchAfterMs = 10_000

/** Opens pushes with the keys of their senders, which are looked up by system title where they are not at hand. */
export class Intake {
  readonly #senders: Senders
  readonly #now: () => number
  readonly #handlers: IntakeHandlers
  #parked = new Map<string, ArrivedPush[]>()
  #parkedCount = 0
  #finding: Promise<void> | undefined

  constructor(senders: Senders, now: () => number, handlers: IntakeHandlers) {
    this.#senders = senders
    this.#now = now
    this.#handlers = handlers
  }

  /** Pushes that wait for keys. */
  get waiting(): number {
    return this.#parkedCount
  }

  take(push: ArrivedPush): void {
    let name: string
    try {
      name = nameOf(push)
    } catch (error) {
      return void this.#refuse(push, undefined, error)
    }
    const sender = this.#parked.has(name) ? undefined : this.#senders.of(name)
    if (sender === undefined) return void this.#park(name, push)
    this.#open(name, sender, push)
  }

  /** Resolves when nothing waits for keys. */
  async settled(): Promise<void> {
    while (this.#finding !== undefined) await this.#finding
  }

  #park(name: string, push: ArrivedPush): void {
    this.#parkedCount++
    const before = this.#parked.get(name)
    if (before === undefined) this.#parked.set(name, [push])
    else before.push(push)
    this.#finding ??= this.#find().finally(() => {
      this.#finding = undefined
    })
  }

  async #find(): Promise<void> {
    while (this.#parked.size > 0) {
      const names = [...this.#parked.keys()]
      // What fails is tried again: the sender is not to blame that the store is away.
      await this.#senders.find(names).catch(() => pause(500))
      for (const name of names) {
        const sender = this.#senders.of(name)
        if (sender === undefined) continue
        const parked = this.#parked.get(name) ?? []
        this.#parked.delete(name)
        this.#parkedCount -= parked.length
        for (const push of parked) this.#open(name, sender, push)
      }
    }
  }

  #open(name: string, sender: Sender | null, push: ArrivedPush): void {
    try {
      if (sender === null) throw this.#unknown(name, push)
      this.#accept(sender, push)
    } catch (error) {
      const isWrongKey = error instanceof SecurityError && error.code !== 'counter-replayed'
      if (isWrongKey && sender !== null && this.#now() - sender.fetchedAt > refetchAfterMs) {
        this.#senders.doubt(name)
        return void this.#park(name, push)
      }
      this.#refuse(push, sender !== null && isDevice(name) ? byNumber(sender.serial) : name, error)
    }
  }

  #unknown(name: string, { from }: ArrivedPush): RefusedPush {
    const isNumber = name.startsWith('=')
    // A device that was removed while its connection stands says nothing of itself.
    if (!isDevice(name))
      this.#handlers.onUnknown(isNumber ? { deviceName: name.slice(1) } : { title: name }, from)
    return new RefusedPush('unknown')
  }

  #accept(sender: Sender, push: ArrivedPush): void {
    const isPlain = isPlainNotification(push.apdu)
    if (isPlain && sender.hasKeys && push.isProven !== true) throw new RefusedPush('unprotected')
    const opened = isPlain
      ? {
          notification: openNotification(push.apdu, () => undefined),
          keys: undefined,
          counter: 0,
          isRepeated: false,
        }
      : sender.open(push.apdu)
    const { notification, keys, counter, isRepeated } = opened
    const now = this.#now()
    if (!sender.mayPush(now))
      throw new RefusedPush('too-many', `more than ${mostPushesAnHour} pushes in an hour`)
    // What came before may come from a listener on the way: it proves no connection.
    if (!isRepeated) push.identified?.(sender)
    const taken = {
      sender,
      key: keys?.digest ?? Buffer.alloc(0),
      counter,
      time: wholeSecondsOf(now),
      from: push.from,
      confirm: confirmationOf(notification, push),
    }
    // It is stored already, or about to be: the sender alone does not know.
    if (isRepeated) {
      this.#handlers.onTaken({ ...taken, contents: undefined })
      throw new RefusedPush('replayed', 'it came twice; the second was only confirmed')
    }
    try {
      const contents = readContents(notification, sender.zone, now, sender.lists)
      this.#handlers.onTaken({ ...taken, ...checked(contents, now) })
    } catch (error) {
      // Its counter is used up all the same.
      this.#handlers.onTaken({ ...taken, contents: undefined, confirm: undefined })
      throw error
    }
  }

  #refuse(push: ArrivedPush, name: string | undefined, error: unknown): void {
    const { reason, detail } = reasonOf(error)
    this.#handlers.onRefused({
      sender: name === undefined || isDevice(name) ? push.from : name.replace(/^=/, ''),
      reason,
      detail,
      from: push.from,
    })
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

const plainTags: ReadonlySet<number> = new Set([
  apduTags['data-notification'],
  apduTags['event-notification-request'],
  apduTags['information-report-request'],
])

function isPlainNotification(apdu: Uint8Array): boolean {
  return plainTags.has(apdu[0] ?? 0)
}

const utc = zone('UTC')
/** What a number may be. With octet 0 in it the store would refuse the look-up, and that of all others in it. */
const sayable = /^[\x20-\x7e]{1,64}$/

/** By what the sender is looked up: its system title, else the number in the push, or the connection that it came over. Throws DlmsError, DecodeError. */
function nameOf({ apdu, device, isProven }: ArrivedPush): string {
  if (isProven && device !== undefined) return byDevice(device)
  if (isPlainNotification(apdu)) {
    const { meter } = readContents(
      openNotification(apdu, () => undefined),
      utc,
      0,
    )
    if (meter === undefined || !sayable.test(meter))
      throw new RefusedPush('unprotected', 'it neither says nor proves which meter it is of')
    return byNumber(meter)
  }
  const reader = new Reader(apdu, { start: 1 })
  switch (apdu[0]) {
    case apduTags['general-ciphering']:
    case apduTags['general-signing']:
      axdr.octetString.decode(reader)
      break
    case apduTags['general-glo-ciphering']:
      break
    case apduTags['glo-event-notification-request']:
    case apduTags['glo-information-report-request']:
      if (device !== undefined) return byDevice(device)
      throw new DlmsError('sender-unknown', 'it carries no system title, and the connection is of no meter')
    default:
      throw new DlmsError('unexpected-apdu', 'not a push, or ciphered as within an association')
  }
  const title = axdr.octetString.decode(reader)
  if (title.length !== 8) throw new DecodeError('unexpected', 1, `a system title of ${title.length} octets`)
  return toHex(title)
}

function confirmationOf(notification: OpenedNotification, { answer }: ArrivedPush): (() => void) | undefined {
  if (answer === undefined || notification.kind !== 'data-notification' || !notification.confirmed)
    return undefined
  return () => answer(encodeNotificationConfirm(notification.longInvokeId))
}

function reasonOf(error: unknown): { reason: PushReason; detail: string } {
  if (error instanceof RefusedPush) return { reason: error.reason, detail: error.message }
  if (error instanceof SecurityError)
    return { reason: error.code === 'counter-replayed' ? 'replayed' : 'forged', detail: error.message }
  if (error instanceof DlmsError || error instanceof DecodeError)
    return { reason: 'unreadable', detail: error.message }
  throw error
}
