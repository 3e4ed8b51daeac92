import type { CustomerDownMessage, CustomerUpMessage, Prices } from '@ferraris/uplink'

type Text = Omit<Extract<CustomerDownMessage, { kind: 'message' }>, 'kind'>
type Receipt = Omit<Extract<CustomerUpMessage, { kind: 'receipt' }>, 'kind'>

/** Texts and prices that came over the second way, and the receipts that are still to go out. */
export interface Correspondence {
  /** The newest first. */
  readonly messages: readonly (Text & { readonly read: boolean })[]
  /** In order of their beginning. */
  readonly prices: readonly Prices[]
  readonly receipts: readonly Receipt[]
}

export const noCorrespondence: Correspondence = { messages: [], prices: [], receipts: [] }

/** Texts that are kept; the oldest go. */
export const mostMessages = 50
/** Price tables that are kept: the one in force, and those to come. */
const mostPrices = 8
/** Receipts that wait for the platform; the oldest go. */
const mostReceipts = 200

/** Takes a message of the platform. One that is known already, since MQTT may bring it twice, changes nothing. `now` in milliseconds. */
export function takeMessage(
  before: Correspondence,
  message: CustomerDownMessage,
  now: number,
): Correspondence {
  return message.kind === 'message' ? takeText(before, message, now) : takePrices(before, message, now)
}

function takeText(
  before: Correspondence,
  { kind: _, ...text }: Extract<CustomerDownMessage, { kind: 'message' }>,
  now: number,
): Correspondence {
  if (before.messages.some(({ id }) => id === text.id)) return before
  const messages = [{ ...text, read: false }, ...before.messages]
    .toSorted((a, b) => b.sentAt - a.sentAt)
    .slice(0, mostMessages)
  return withReceipt({ ...before, messages }, { message: text.id, state: 'received', at: now })
}

function takePrices(
  before: Correspondence,
  { kind: _, ...prices }: Extract<CustomerDownMessage, { kind: 'prices' }>,
  now: number,
): Correspondence {
  const known = before.prices.find(({ id }) => id === prices.id)
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(prices)) return before
  const others = before.prices.filter(({ id }) => id !== prices.id)
  const all = [...others, prices].toSorted((a, b) => a.validFrom - b.validFrom).slice(-mostPrices)
  return withReceipt({ ...before, prices: all }, { message: prices.id, state: 'received', at: now })
}

/** A person has read a text at the device. */
export function markRead(before: Correspondence, id: string, now: number): Correspondence {
  const message = before.messages.find(each => each.id === id)
  if (message === undefined || message.read) return before
  const messages = before.messages.map(each => (each.id === id ? { ...each, read: true } : each))
  return withReceipt({ ...before, messages }, { message: id, state: 'read', at: now })
}

/** The platform's broker has taken a receipt. */
export function receiptSent(before: Correspondence, receipt: Receipt): Correspondence {
  return { ...before, receipts: before.receipts.filter(each => each !== receipt) }
}

function withReceipt(before: Correspondence, receipt: Receipt): Correspondence {
  return { ...before, receipts: [...before.receipts, receipt].slice(-mostReceipts) }
}
