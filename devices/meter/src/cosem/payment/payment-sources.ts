import { fromHex } from '@ferraris/bytes'
import { type Data, data, dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { decoded } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import type { Write } from '../model/writes.ts'
import { never } from '../schedules/script-entries.ts'
import { accountMode, available, type Balance, balanceAt, credits } from './balance.ts'
import { accountName, charges, collected, lastCollection, unitCharge } from './charges.ts'
import { lastToken } from './token.ts'

const { account, credit, charge, tokenGateway } = classes

function balance({ automation, now }: Context): Balance {
  return balanceAt(automation, now)
}
function amount(value: number): Data {
  return data.doubleLong(Math.max(-0x80000000, Math.min(0x7fffffff, value)))
}
function moment({ store: { clock } }: Context, at: number | undefined): Data {
  return at === undefined ? never : data.octets(encodeDateTime(dateTimeAt(clock.read(at), clock.zone)))
}

/** Which of the two credits, or of the two charges, an object is. */
export function placeOf({ object }: Context): 0 | 1 {
  return object.obis === credits[1] || object.obis === charges[1] ? 1 : 0
}

function left(context: Context, which: 0 | 1): number {
  return balance(context).amounts[which] - context.automation.settings.get(credit, credits[which], 'limit')
}

/** Whether the emergency credit may be invoked: the token credit has sunk to its threshold. */
export function isSelectable(context: Context): boolean {
  return (
    balance(context).amounts[0] <=
    context.automation.settings.get(credit, credits[1], 'creditAvailableThreshold')
  )
}

/** Place of the credit in use, from 1; 0 if there is none (current_credit_in_use). */
function inUse(context: Context): number {
  if (balance(context).status !== 'active') return 0
  if (left(context, 0) > 0) return 1
  return balance(context).emergency && left(context, 1) > 0 ? 2 : 0
}

/** Bits of current_credit_status: in credit, low credit, next enabled, selectable, selected, in use, out of credit. */
function creditBits(context: Context): Data {
  const { emergency, status } = balance(context)
  const sum = available(context.automation, balance(context))
  const active = status === 'active'
  const low = sum > 0 && sum < context.automation.settings.get(account, accountName, 'lowCreditThreshold')
  const bits = [
    active && sum > 0,
    active && low,
    !emergency,
    !emergency && isSelectable(context),
    emergency && inUse(context) === 1,
    inUse(context) === 2,
    active && sum === 0,
    false,
  ]
  return data.bits(bits.map(Number).join(''))
}

function creditStatus(context: Context): Data {
  const which = placeOf(context)
  const of = (name: 'enabled' | 'selectable' | 'selected' | 'in-use' | 'exhausted') =>
    credit.attributes.creditStatus.type.encode(name)
  if (inUse(context) === which + 1) return of('in-use')
  if (which === 0) return of(left(context, 0) > 0 ? 'enabled' : 'exhausted')
  if (balance(context).emergency) return of(left(context, 1) > 0 ? 'selected' : 'exhausted')
  return of(isSelectable(context) ? 'selectable' : 'enabled')
}

export const paymentSources = {
  'account.modeAndStatus': (context: Context): Data =>
    account.attributes.modeAndStatus.type.encode({
      mode: accountMode(context.automation),
      status: balance(context).status,
    }),
  'account.creditInUse': (context: Context): Data => data.unsigned(inUse(context)),
  'account.creditStatus': creditBits,
  'account.available': (context: Context): Data => amount(available(context.automation, balance(context))),
  'account.toClear': (context: Context): Data => {
    const threshold = context.automation.settings.get(account, accountName, 'clearanceThreshold')
    return amount(Math.min(0, left(context, 0) - threshold))
  },
  'account.activated': (context: Context): Data => moment(context, balance(context).activated),
  'account.closed': (context: Context): Data => moment(context, balance(context).closed),
  'credit.amount': (context: Context): Data => amount(balance(context).amounts[placeOf(context)]),
  'credit.status': creditStatus,
  'charge.paid': (context: Context): Data => amount(balance(context).paid[placeOf(context)]),
  'charge.active': (context: Context): Data =>
    charge.attributes.unitChargeActive.type.encode(unitCharge(context.automation, placeOf(context))),
  'charge.lastTime': (context: Context): Data => {
    const { status, collectedTo } = balance(context)
    return moment(context, status === 'new' ? undefined : collectedTo[placeOf(context)])
  },
  'charge.lastAmount': (context: Context): Data => {
    const { status, activated = 0 } = balance(context)
    const which = placeOf(context)
    const last = lastCollection(context.automation, which, context.now)
    const period = context.automation.settings.get(charge, charges[which], 'period')
    if (status !== 'active' || last <= activated) return amount(0)
    return amount(collected(context.automation, which, Math.max(activated, last - period), last))
  },
  'token.last': ({ automation }: Context): Data => data.octets(fromHex(lastToken(automation)?.token ?? '')),
  'token.time': (context: Context): Data => moment(context, lastToken(context.automation)?.at),
  'token.description': ({ automation }: Context): Data => {
    const { description = '' } = lastToken(automation) ?? {}
    return data.array(...(description === '' ? [] : [data.octets(Buffer.from(description))]))
  },
  'token.status': ({ automation }: Context): Data =>
    tokenGateway.attributes.tokenStatus.type.encode({
      status: lastToken(automation)?.status ?? 'received',
      value: '',
    }),
}

/** account_mode_and_status (class 111, attribute 2): the mode is set, the status is that of the account. */
export const writeMode: Write = ({ automation, now }, value) => {
  const typed = decoded(account.attributes.modeAndStatus.type, value)
  if (typed === undefined) return 'type-unmatched'
  if (typeof typed.mode === 'number' || typed.status !== balanceAt(automation, now).status)
    return 'other-reason'
  automation.change(now, () => automation.settings.put(account, accountName, 'modeAndStatus', typed))
  return 'success'
}
