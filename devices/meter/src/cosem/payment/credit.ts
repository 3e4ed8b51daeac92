import { classes } from '@ferraris/cosem/classes'
import { read } from '../model/attribute.ts'
import { done, outcome, refused } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { amount, balance, creditStatus, isSelectable, settled } from './amounts.ts'
import { addCredit, both, credits, settle, type Which } from './balance.ts'

function credit(which: Which): ObjectEntry {
  return object(
    classes.credit,
    credits[which],
    {
      currentCreditAmount: read(context => amount(balance(context).amounts[which])),
      creditType: read(which === 0 ? 'token' : 'emergency'),
      priority: read(which + 1),
      warningThreshold: settled(0),
      limit: settled(0),
      // The emergency credit must be confirmed by the customer, and repaid.
      creditConfiguration: read(which === 0 ? '00000' : '01100'),
      creditStatus: read(context => creditStatus(context, which)),
      presetCreditAmount: settled(0),
      creditAvailableThreshold: settled(0),
      period: read({}),
    },
    {
      updateAmount: ({ automation, now }, value) => outcome(addCredit(automation, which, value, now)),
      setAmountToValue: (context, value) => {
        const { automation, now } = context
        addCredit(automation, which, value - balance(context).amounts[which], now)
        return done
      },
      // The emergency credit is put into use, with its preset amount.
      invokeCredit: context => {
        const { emergency, amounts } = balance(context)
        if (which === 0 || emergency || !isSelectable(context)) return refused
        const { automation, now } = context
        const preset = automation.settings.get(classes.credit, credits[1], 'presetCreditAmount')
        settle(automation, now, { emergency: true, amounts: [amounts[0], preset] })
        return done
      },
    },
  )
}

/** The token credit, and the emergency credit (IEC 62056-6-2, class 112). */
export const creditObjects = both(credit)
