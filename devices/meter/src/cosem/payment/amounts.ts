import { type DateTime, dateTimeAt } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import type { SettingRules } from '../model/setting.ts'
import { available, type Balance, balanceAt, credits, settle, type Which } from './balance.ts'
import { accountName } from './charges.ts'

const { account, credit } = classes

/** The account as it stands now. */
export function balance({ automation, now }: Context): Balance {
  return balanceAt(automation, now)
}

/** An amount as it travels: 32 bit. */
export function amount(value: number): number {
  return Math.max(-0x80000000, Math.min(0x7fffffff, value))
}

/** An instant by the meter's clock; nothing specified where there is none. */
export function moment({ store: { clock } }: Context, at: number | undefined): DateTime {
  return at === undefined ? {} : dateTimeAt(clock.read(at), clock.zone)
}

/** Scales within which amounts stay exact. */
export function isScale(scale: number): boolean {
  return Math.abs(scale) <= 6
}

/** A setting of the account: what was used before is charged at the prices and periods of before. */
export function settled<T>(value: T, rule?: SettingRules<T>['rule']) {
  return setting(value, {
    before: ({ automation, now }) => settle(automation, now),
    ...(rule && { rule }),
  })
}

/** What a credit still holds above its limit. */
export function left(context: Context, which: Which): number {
  return balance(context).amounts[which] - context.automation.settings.get(credit, credits[which], 'limit')
}

/** Whether the emergency credit may be invoked: the token credit has sunk to its threshold. */
export function isSelectable(context: Context): boolean {
  const { settings } = context.automation
  return balance(context).amounts[0] <= settings.get(credit, credits[1], 'creditAvailableThreshold')
}

/** Place of the credit in use, from 1; 0 if there is none (current_credit_in_use). */
export function inUse(context: Context): number {
  if (balance(context).status !== 'active') return 0
  if (left(context, 0) > 0) return 1
  return balance(context).emergency && left(context, 1) > 0 ? 2 : 0
}

/** Bits of current_credit_status: in credit, low credit, next enabled, selectable, selected, in use, out of credit. */
export function creditBits(context: Context): string {
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
  return bits.map(Number).join('')
}

type CreditStatus = ValueTypeOf<typeof credit.attributes.creditStatus.type>

export function creditStatus(context: Context, which: Which): CreditStatus {
  if (inUse(context) === which + 1) return 'in-use'
  if (which === 0) return left(context, 0) > 0 ? 'enabled' : 'exhausted'
  if (balance(context).emergency) return left(context, 1) > 0 ? 'selected' : 'exhausted'
  return isSelectable(context) ? 'selectable' : 'enabled'
}
