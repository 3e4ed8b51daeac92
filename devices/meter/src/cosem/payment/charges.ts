import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import { type Channel, register } from '../../metrology/registers.ts'

const { charge, account } = classes

export const accountName = obis('0.0.19.0.0.255')
/** By consumption, and by time. */
export const charges = [obis('0.0.19.20.0.255'), obis('0.0.19.20.1.255')] as const

export type UnitCharge = ValueTypeOf<typeof charge.attributes.unitChargeActive.type>

const tariffs: readonly Channel[] = ['tariff1', 'tariff2', 'tariff3', 'tariff4']

/** Scale of the account's currency: −2 counts cents. */
function currencyScale({ settings }: Automation): number {
  return settings.get(account, accountName, 'currency').scale
}

/**
 * What a price makes of the registers as they stand at an instant: all that would have been charged since they began.
 * Differences of it are amounts, whole ones, and add up. A table of one row is the price of all energy; of more rows,
 * each is for the tariff that its index names.
 */
function chargedUpTo(automation: Automation, { scaling, table }: UnitCharge, at: number): number {
  const registers = automation.store.registers(at)
  const factor = 10 ** (scaling.priceScale - scaling.commodityScale - currencyScale(automation))
  if (table.length <= 1)
    return Math.floor(register(registers, 'import') * (table[0]?.chargePerUnit ?? 0) * factor)
  const sum = tariffs.reduce((total, channel, place) => {
    const row = table.find(({ index }) => index[0] === place + 1)
    return total + register(registers, channel) * (row?.chargePerUnit ?? 0)
  }, 0)
  return Math.floor(sum * factor)
}

/** The last collection at or before an instant: charges are collected at full periods. */
export function lastCollection({ settings }: Automation, which: 0 | 1, at: number): number {
  const period = settings.get(charge, charges[which], 'period')
  return Math.floor(at / period) * period
}

/** What a charge collects at the full periods within (from, to]. */
export function collected(automation: Automation, which: 0 | 1, from: number, to: number): number {
  const last = lastCollection(automation, which, to)
  if (last <= from) return 0
  const price = unitCharge(automation, which)
  if (which === 0) return chargedUpTo(automation, price, last) - chargedUpTo(automation, price, from)
  const period = automation.settings.get(charge, charges[which], 'period')
  const times = Math.floor(last / period) - Math.floor(from / period)
  const factor = 10 ** (price.scaling.priceScale - currencyScale(automation))
  return times * Math.floor((price.table[0]?.chargePerUnit ?? 0) * factor)
}

/** The price in force. */
export function unitCharge({ settings }: Automation, which: 0 | 1): UnitCharge {
  const { unitChargeActive } = charge.attributes
  const kept = settings.data(charges[which], unitChargeActive.id)
  return kept === undefined ? noCharge(which) : unitChargeActive.type.decode(kept)
}

/** Nothing, of A+ in kWh or of time, in hundredths of a cent. */
export function noCharge(which: 0 | 1): UnitCharge {
  return {
    scaling: { commodityScale: which === 0 ? 3 : 0, priceScale: -4 },
    commodity: { classId: 3, obis: obisCodes.activeEnergyImport, attribute: 2 },
    table: [{ index: new Uint8Array(), chargePerUnit: 0 }],
  }
}
