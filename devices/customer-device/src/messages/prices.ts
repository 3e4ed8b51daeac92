import { msOf } from '@ferraris/metering'
import type { Prices } from '@ferraris/uplink'
import type { Correspondence } from './correspondence.ts'

export interface TariffPrice {
  readonly tariff: number
  readonly name: string | null
  /** Hundred-thousandths of the currency per kWh; null where no price has come. */
  readonly price: number | null
}

/** Tariff and price now and next, and a table that will replace this one. Times in seconds. */
export interface PriceView {
  readonly currency: string | null
  readonly now: TariffPrice | null
  readonly next: (TariffPrice & { readonly at: number }) | null
  readonly change: {
    readonly at: number
    readonly prices: readonly (TariffPrice & { readonly before: number | null })[]
  } | null
}

/** `tariff` is what the meter says is in force; without its word the table's own changes tell it. */
export function pricesAt({ prices }: Correspondence, tariff: number | null, now: number): PriceView {
  const nowMs = msOf(now)
  const current = prices.findLast(({ validFrom }) => validFrom <= nowMs)
  const coming = prices.find(({ validFrom }) => validFrom > nowMs)
  const told = tariff ?? current?.changes.findLast(({ at }) => at <= nowMs)?.tariff ?? null
  const next = (current ?? coming)?.changes.find(({ at, tariff: other }) => at > nowMs && other !== told)
  return {
    currency: (current ?? coming)?.currency ?? null,
    now: told === null ? null : priceOf(current, told),
    next:
      next === undefined ? null : { ...priceOf(tableAt(prices, next.at), next.tariff), at: next.at / 1000 },
    change: coming === undefined ? null : changeTo(coming, current),
  }
}

function tableAt(prices: readonly Prices[], atMs: number): Prices | undefined {
  return prices.findLast(({ validFrom }) => validFrom <= atMs)
}

function priceOf(table: Prices | undefined, tariff: number): TariffPrice {
  const found = table?.prices.find(each => each.tariff === tariff)
  return { tariff, name: found?.name ?? null, price: found?.price ?? null }
}

function changeTo(coming: Prices, current: Prices | undefined): NonNullable<PriceView['change']> {
  return {
    at: coming.validFrom / 1000,
    prices: coming.prices.map(each => ({ ...each, before: priceOf(current, each.tariff).price })),
  }
}
