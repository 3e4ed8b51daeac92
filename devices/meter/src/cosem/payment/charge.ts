import { toHex } from '@ferraris/bytes'
import { classes } from '@ferraris/cosem/classes'
import { secondsPerDay, secondsPerHour } from '@ferraris/metering'
import { read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { amount, balance, isScale, moment, settled } from './amounts.ts'
import { both, type Which } from './balance.ts'
import { charges, collected, lastCollection, noCharge, unitCharge } from './charges.ts'
import { activatePrice, priceAgenda } from './price-change.ts'

const longestPeriod = 31 * secondsPerDay
/** A price for each tariff, and one for all. */
const mostPrices = 5

/** What the last collection brought. */
function lastAmount(context: Context, which: Which): number {
  const { automation, now } = context
  const { status, activated = 0 } = balance(context)
  const last = lastCollection(automation, which, now)
  const period = automation.settings.get(classes.charge, charges[which], 'period')
  if (status !== 'active' || last <= activated) return 0
  return collected(automation, which, Math.max(activated, last - period), last)
}

function charge(which: Which): ObjectEntry {
  return object(
    classes.charge,
    charges[which],
    {
      totalAmountPaid: read(context => amount(balance(context).paid[which])),
      chargeType: read(which === 0 ? 'consumption-based' : 'time-based'),
      priority: read(which + 1),
      unitChargeActive: read(({ automation }) => unitCharge(automation, which)),
      unitChargePassive: settled(noCharge(which), ({ scaling, table }) =>
        allowed(isScale(scaling.priceScale) && isScale(scaling.commodityScale) && table.length <= mostPrices),
      ),
      unitChargeActivationTime: settled({}),
      period: settled(which === 0 ? secondsPerHour : secondsPerDay, period =>
        allowed(period >= 60 && period <= longestPeriod),
      ),
      chargeConfiguration: read('00'),
      lastCollectionTime: read(context => {
        const { status, collectedTo } = balance(context)
        return moment(context, status === 'new' ? undefined : collectedTo[which])
      }),
      lastCollectionAmount: read(context => amount(lastAmount(context, which))),
      totalAmountRemaining: read(0),
      proportion: read(0),
    },
    {
      // Prices to come, by their index.
      updateUnitCharge: ({ automation, object, now }, rows) => {
        const price = automation.settings.get(classes.charge, object.obis, 'unitChargePassive')
        const known = new Map(rows.map(({ index, chargePerUnit }) => [toHex(index), chargePerUnit]))
        const table = price.table.map(row => ({
          ...row,
          chargePerUnit: known.get(toHex(row.index)) ?? row.chargePerUnit,
        }))
        automation.change(now, () =>
          automation.settings.put(classes.charge, object.obis, 'unitChargePassive', { ...price, table }),
        )
        return done
      },
      activatePassiveUnitCharge: ({ automation, object, now }) => {
        activatePrice(automation, object.obis, now)
        return done
      },
    },
    { agenda: priceAgenda },
  )
}

/** The charge by consumption, and the charge by time (IEC 62056-6-2, class 113). */
export const chargeObjects = both(charge)
