import { instant, nullable, nullableInstant, pageQuery, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { activity, activityId } from '../activities/schemas.ts'

/** Debts on one list: what a large supplier duns in a week. */
export const mostDebts = 50_000

const amount = Type.String({
  pattern: '^(0|[1-9]\\d{0,11})(\\.\\d{1,3})?$',
  description: 'Decimal, more than 0.',
  examples: ['131.40'],
})
const currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.', examples: ['EUR'] })
const reference = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Of the invoice or the account, as the supplier has it.',
})

export const newDebt = Type.Object(
  {
    endDevice: serial,
    amount,
    currency: Type.Optional(currency),
    reference: Type.Optional(reference),
  },
  { additionalProperties: false },
)
export type NewDebt = Static<typeof newDebt>

export const debtListRequest = resource(
  'DebtListRequest',
  {
    id: Type.Optional(activityId),
    name: Type.String({ minLength: 1, maxLength: 128, examples: ['Dunning of November'] }),
    csv: Type.Optional(
      Type.String({
        maxLength: 8_000_000,
        description:
          'CSV text with the columns `serial`, `amount`, and as far as there are any `currency` and `reference`. Separated by comma, semicolon or tab.',
      }),
    ),
    debts: Type.Optional(Type.Array(newDebt, { maxItems: mostDebts })),
    currency: Type.Optional(currency),
    start: Type.Optional(instant('No supply is switched off earlier; default: at once, within the hours.')),
    expires: Type.Optional(
      instant('What is not switched off then, is not any more; default: a week after the start.'),
    ),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA zone of the hours.' })),
  },
  'Meters whose supplies are to be switched off for debt. The same `id` again answers with the same list.',
)
export type DebtListRequest = Static<typeof debtListRequest>

export const debtStates = [
  'waiting',
  'under-way',
  'disconnected',
  'failed',
  'cancelled',
  'left-out',
  'paid',
] as const
const debtState = Type.Enum([...debtStates], {
  description:
    'waiting: for approval, its hours or its turn; under-way; disconnected; failed: the supply could not be switched off; cancelled; left-out: there is no order, for the reason told; paid.',
})
export type DebtState = (typeof debtStates)[number]

export const paymentOutcomes = [
  'cancelled',
  'reconnecting',
  'nothing',
  'other-debts',
  'disconnected-otherwise',
] as const
export type PaymentOutcome = (typeof paymentOutcomes)[number]

export const debt = resource(
  'Debt',
  {
    list: Type.String(),
    endDevice: Type.String({ description: 'Serial number, as it was named.' }),
    amount,
    currency,
    reference: nullable('string'),
    state: debtState,
    detail: nullable('string', { description: 'Why it was left out, or failed.' }),
    disconnection: nullable('string', { description: 'The order that switches the supply off.' }),
    disconnectedAt: nullableInstant('When the supply was off.'),
    paidAt: nullableInstant('When its payment was told.'),
    paidBy: nullable('string'),
    outcome: Type.Union([Type.Enum([...paymentOutcomes]), Type.Null()], {
      description:
        'What its payment did. cancelled: the disconnection that waited; reconnecting: see `reconnection`; nothing: the supply was not switched off for it; other-debts: another debt of the meter is open; disconnected-otherwise: a later order has switched the supply off for another reason.',
    }),
    reconnection: nullable('string', { description: 'The order that gives the supply back.' }),
  },
  'A debt, and what became of it.',
)
export type Debt = Static<typeof debt>

export const debtList = resource(
  'DebtList',
  {
    id: activityId,
    name: Type.String(),
    createdAt: instant('When it came.'),
    createdBy: Type.String(),
    activity: ref(activity),
    states: Type.Array(Type.Object({ state: debtState, count: Type.Integer() }), {
      description: 'Its debts by state.',
    }),
  },
  'A list of debts, with the activity that switches the supplies off in the hours that the brakes allow.',
)
export type DebtList = Static<typeof debtList>

export const debtPayment = resource(
  'DebtPayment',
  {
    endDevice: Type.Optional(serial),
    reference: Type.Optional(reference),
    credit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 0x7fff_ffff,
        description:
          'Of a meter that is paid in advance: what its account has left now, in the smallest unit of the currency; it is written into the meter before the supply is given back.',
      }),
    ),
  },
  'Payment of all open debts of a meter, or of those with a reference.',
)
export type DebtPayment = Static<typeof debtPayment>

export const paidDebts = resource(
  'PaidDebts',
  { items: Type.Array(ref(debt), { description: 'The debts that are paid, with what that did.' }) },
  'What a payment did. Told again, it does nothing again.',
)

export const debtListParams = Type.Object({ id: activityId })
export const debtListQuery = query(pageQuery)
export const debtQuery = query({
  state: Type.Optional(debtState),
  endDevice: Type.Optional(serial),
  ...pageQuery,
})
export type DebtFilter = Static<typeof debtQuery>
export const debtResources = [debtListRequest, debt, debtList, debtPayment, paidDebts]
