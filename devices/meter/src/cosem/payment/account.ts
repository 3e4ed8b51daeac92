import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { DataAccessResult } from '@ferraris/dlms'
import { read, writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { amount, balance, creditBits, inUse, isScale, left, moment, settled } from './amounts.ts'
import { accountAgenda, accountMode, available, both, credits, settle } from './balance.ts'
import { accountName, charges, lastCollection } from './charges.ts'

type ModeAndStatus = ValueTypeOf<typeof classes.account.attributes.modeAndStatus.type>

/** The mode is set, the status is that of the account. */
function writeMode(context: Context, wanted: ModeAndStatus): DataAccessResult {
  if (typeof wanted.mode === 'number' || wanted.status !== balance(context).status) return 'other-reason'
  const { automation, now } = context
  automation.change(now, () => automation.settings.put(classes.account, accountName, 'modeAndStatus', wanted))
  return 'success'
}

/** The account, which two credits pay for and two charges draw on (IEC 62056-6-2, class 111). */
export const account = object(
  classes.account,
  accountName,
  {
    modeAndStatus: writable(
      context => ({ mode: accountMode(context.automation), status: balance(context).status }),
      writeMode,
    ),
    currentCreditInUse: read(inUse),
    currentCreditStatus: read(creditBits),
    availableCredit: read(context => amount(available(context.automation, balance(context)))),
    amountToClear: read(context => {
      const { settings } = context.automation
      const threshold = settings.get(classes.account, accountName, 'clearanceThreshold')
      return amount(Math.min(0, left(context, 0) - threshold))
    }),
    clearanceThreshold: settled(0),
    aggregatedDebt: read(0),
    creditReferenceList: read(credits),
    chargeReferenceList: read(charges),
    creditChargeConfiguration: read(
      credits.flatMap(credit => charges.map(charge => ({ credit, charge, collection: '111' }))),
    ),
    tokenGatewayConfiguration: read([{ credit: credits[0], proportion: 100 }]),
    activationTime: read(context => moment(context, balance(context).activated)),
    closureTime: read(context => moment(context, balance(context).closed)),
    currency: settled({ name: 'EUR', scale: -2, unit: 'monetary' }, ({ scale }) => allowed(isScale(scale))),
    lowCreditThreshold: settled(500),
    nextCreditAvailableThreshold: settled(0),
    maxProvision: read(0),
    maxProvisionPeriod: read(0),
  },
  {
    // Charges are collected from now on.
    activate: context => {
      if (balance(context).status !== 'new') return refused
      const { automation, now } = context
      const collectedTo = both(which => (which === 0 ? now : lastCollection(automation, which, now)))
      settle(automation, now, { status: 'active', activated: now, collectedTo })
      return done
    },
    close: context => {
      if (balance(context).status !== 'active') return refused
      settle(context.automation, context.now, { status: 'closed', closed: context.now })
      return done
    },
    // A closed account becomes a new one without credit.
    reset: context => {
      if (balance(context).status !== 'closed') return refused
      settle(context.automation, context.now, {
        status: 'new',
        amounts: [0, 0],
        paid: [0, 0],
        emergency: false,
      })
      return done
    },
  },
  { agenda: accountAgenda },
)
