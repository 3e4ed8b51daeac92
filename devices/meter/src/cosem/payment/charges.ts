import { classes, obis, type ValueTypeOf } from '@ferraris/cosem'
import type { Programme } from '../../automation/automation.ts'
import { tariffsAt } from '../../metrology/registers.ts'

const { charge, account } = classes

export const accountName = obis('0.0.19.0.0.255')
/** By consumption, and by time. */
export const charges = [obis('0.0.19.20.0.255'), obis('0.0.19.20.1.255')] as const

export type UnitCharge = ValueTypeOf<typeof charge.attributes.unitChargeActive.type>

/** Scale of the account's currency: −2 counts cents. */
function currencyScale({ settings }: Programme): number {
  return settings.get(account, accountName, 'currency').scale
}

/**
 * What a price makes of the registers as they stand at an instant: all that would have been charged since they began.
 * Differences of it are amounts, whole ones, and add up. A table of one row is the price of all energy; of more rows,
 * each is for the tariff that its index names.
 */
function chargedUpTo(programme: Programme, { scaling, table }: UnitCharge, at: number): number {
  const registers = programme.store.registers(at)
  const factor = 10 ** (scaling.priceScale - scaling.commodityScale - currencyScale(programme))
  if (table.length <= 1) return Math.floor(registers[0]! * (table[0]?.chargePerUnit ?? 0) * factor)
  const sum = [0, 1, 2, 3].reduce((total, tariff) => {
    const row = table.find(({ index }) => index[0] === tariff + 1)
    return total + registers[tariffsAt + tariff]! * (row?.chargePerUnit ?? 0)
  }, 0)
  return Math.floor(sum * factor)
}

/** The last collection at or before an instant: charges are collected at full periods. */
export function lastCollection({ settings }: Programme, which: 0 | 1, at: number): number {
  const period = settings.get(charge, charges[which], 'period')
  return Math.floor(at / period) * period
}

/** What a charge collects at the full periods within (from, to]. */
export function collected(programme: Programme, which: 0 | 1, from: number, to: number): number {
  const last = lastCollection(programme, which, to)
  if (last <= from) return 0
  const price = unitCharge(programme, which)
  if (which === 0) return chargedUpTo(programme, price, last) - chargedUpTo(programme, price, from)
  const period = programme.settings.get(charge, charges[which], 'period')
  const times = Math.floor(last / period) - Math.floor(from / period)
  const factor = 10 ** (price.scaling.priceScale - currencyScale(programme))
  return times * Math.floor((price.table[0]?.chargePerUnit ?? 0) * factor)
}

/** The price in force. */
export function unitCharge({ settings }: Programme, which: 0 | 1): UnitCharge {
  const { unitChargeActive } = charge.attributes
  const kept = settings.data(charges[which], unitChargeActive.id)
  return kept === undefined ? noCharge(which) : unitChargeActive.type.decode(kept)
}

/** Nothing, of A+ in kWh or of time, in hundredths of a cent. */
export function noCharge(which: 0 | 1): UnitCharge {
  return {
    scaling: { commodityScale: which === 0 ? 3 : 0, priceScale: -4 },
    commodity: { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 },
    table: [{ index: new Uint8Array(), chargePerUnit: 0 }],
  }
}
