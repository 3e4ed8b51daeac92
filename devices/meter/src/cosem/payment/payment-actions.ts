import { toHex } from '@ferraris/bytes'
import { classes } from '@ferraris/cosem/classes'
import { type Action, decoded, done } from '../model/action.ts'
import { addCredit, type Balance, balanceAt, credits, settle } from './balance.ts'
import { lastCollection } from './charges.ts'
import { isSelectable, placeOf } from './payment-sources.ts'
import { activatePrice } from './price-change.ts'
import { enterToken } from './token.ts'

const { credit, charge, tokenGateway } = classes
const refused = { result: 'other-reason' } as const
const unmatched = { result: 'type-unmatched' } as const

function both<T>(of: (which: 0 | 1) => T): [T, T] {
  return [of(0), of(1)]
}

/** activate_account (IEC 62056-6-2, class 111, method 1): charges are collected from now on. */
export const activateAccount: Action = ({ automation, now }) => {
  if (balanceAt(automation, now).status !== 'new') return refused
  const collectedTo = both(which => (which === 0 ? now : lastCollection(automation, which, now)))
  settle(automation, now, { status: 'active', activated: now, collectedTo })
  return done
}

/** close_account (method 2). */
export const closeAccount: Action = ({ automation, now }) => {
  if (balanceAt(automation, now).status !== 'active') return refused
  settle(automation, now, { status: 'closed', closed: now })
  return done
}

/** reset_account (method 3): a closed one becomes a new one without credit. */
export const resetAccount: Action = ({ automation, now }) => {
  if (balanceAt(automation, now).status !== 'closed') return refused
  const empty: Partial<Balance> = { status: 'new', amounts: [0, 0], paid: [0, 0], emergency: false }
  settle(automation, now, empty)
  return done
}

/** update_amount (class 112, method 1). */
export const updateAmount: Action = (context, parameter) => {
  const value = parameter && decoded(credit.methods.updateAmount.type, parameter)
  if (value === undefined) return unmatched
  return addCredit(context.automation, placeOf(context), value, context.now) ? done : refused
}

/** set_amount_to_value (method 2). */
export const setAmount: Action = (context, parameter) => {
  const value = parameter && decoded(credit.methods.setAmountToValue.type, parameter)
  if (value === undefined) return unmatched
  const { automation, now } = context
  const which = placeOf(context)
  addCredit(automation, which, value - balanceAt(automation, now).amounts[which], now)
  return done
}

/** invoke_credit (method 3): the emergency credit is put into use, with its preset amount. */
export const invokeCredit: Action = context => {
  const { automation, now } = context
  const { emergency, amounts } = balanceAt(automation, now)
  if (placeOf(context) === 0 || emergency || !isSelectable(context)) return refused
  const preset = automation.settings.get(credit, credits[1], 'presetCreditAmount')
  settle(automation, now, { emergency: true, amounts: [amounts[0], preset] })
  return done
}

/** update_unit_charge (class 113, method 1): prices to come, by their index. */
export const updatePrices: Action = ({ automation, object, now }, parameter) => {
  const rows = parameter && decoded(charge.methods.updateUnitCharge.type, parameter)
  if (rows === undefined) return unmatched
  const price = automation.settings.get(charge, object.obis, 'unitChargePassive')
  const known = new Map(rows.map(({ index, chargePerUnit }) => [toHex(index), chargePerUnit]))
  const table = price.table.map(row => ({
    ...row,
    chargePerUnit: known.get(toHex(row.index)) ?? row.chargePerUnit,
  }))
  automation.change(now, () =>
    automation.settings.put(charge, object.obis, 'unitChargePassive', { ...price, table }),
  )
  return done
}

/** activate_passive_unit_charge (method 2). */
export const activatePrices: Action = ({ automation, object, now }) => {
  activatePrice(automation, object.obis, now)
  return done
}

/** enter (class 115, method 1). */
export const takeToken: Action = ({ automation, now }, parameter) => {
  const token = parameter && decoded(tokenGateway.methods.enter.type, parameter)
  if (token === undefined) return unmatched
  return enterToken(automation, token, now).status === 'execution-ok' ? done : refused
}
