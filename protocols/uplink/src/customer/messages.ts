import { freeText, type Infer, integer, list, oneOf, optional, record, text, union, where } from '../check.ts'
import { instant, key } from '../messages/fields.ts'

/** Tariffs that a contract may tell apart (F1 to F6). */
const tariff = integer(1, 6)
/** Longest text that a device shows. */
const longestMessage = 500
/** Two months of changes, six a day. */
const mostChanges = 400
/** Hundred-thousandths of the currency per kWh: ten thousand a kWh is more than any price. */
const price = integer(-1_000_000_000, 1_000_000_000)

/**
 * Every message to a customer's device, by kind. They take another way than the compact frames of Chain 2, which carry
 * measurements alone: MQTT or HTTPS between platform and device (interfaces H2 and H3).
 */
export const customerDownMessage = union({
  /** A text from the supplier or the distributor. The device answers with receipts: `received`, then `read`. */
  message: record({
    id: key,
    from: oneOf('supplier', 'distributor'),
    text: freeText(longestMessage),
    sentAt: instant,
    /** Shown until then. */
    until: optional(instant),
  }),
  /** Prices from an instant on; those before hold until then. A device shows old, new, and from when. */
  prices: where(
    record({
      id: key,
      currency: text(/^[A-Z]{3}$/, 'a currency: three capital letters'),
      validFrom: instant,
      prices: list(record({ tariff, name: freeText(40), price }), 6, 1),
      /** When the tariff changes, and to which, in order of time, as far as it is known. */
      changes: list(record({ at: instant, tariff }), mostChanges),
    }),
    ({ prices, changes }) =>
      new Set(prices.map(each => each.tariff)).size === prices.length &&
      changes.every(({ at }, i) => i === 0 || at > (changes[i - 1]?.at ?? at)),
    'must price each tariff once, and tell changes in order of time',
  ),
})
export type CustomerDownMessage = Infer<typeof customerDownMessage>
/** Prices from an instant on. */
export type Prices = Omit<Extract<CustomerDownMessage, { kind: 'prices' }>, 'kind'>

/** Every message from a customer's device, by kind. */
export const customerUpMessage = union({
  /** `received`: the device has kept it; `read`: a person has said so at the device. */
  receipt: record({ message: key, state: oneOf('received', 'read'), at: instant }),
})
export type CustomerUpMessage = Infer<typeof customerUpMessage>
