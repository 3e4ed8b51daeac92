import { type CounterName, counterNames } from '@ferraris/chain2'
import { quantile } from '@ferraris/monitoring/counting'
import type { Campaign } from './campaign.ts'
import { add, type HomeOutcome } from './home.ts'
import { noTallies, type Tallies, type Tally } from './ledger.ts'

/** What a campaign came to, as one side knows it. */
type Sums = Readonly<Record<CounterName | 'all', Tally & { readonly rate: number | null }>> & {
  readonly voidDays: number
}

export interface CampaignReport {
  readonly devices: number
  readonly days: number
  readonly seed: number
  /** What the line and the plugs did. */
  readonly truth: Sums
  /** What the platform makes of the registers. */
  readonly platform: Sums
  /** Messages and days by which the two differ, all differences added up. */
  readonly difference: number
  /** From an overload to its first alert at the device; null for a share of which none arrived. */
  readonly cf22Seconds: { readonly p50: number | null; readonly p95: number | null }
  /** By how many messages a second way has filled what the power line lost; null without one. */
  readonly filled: number | null
  /** Of each device, received ÷ sent quarters. */
  readonly loadCurveSuccess: { readonly p5: number | null; readonly median: number | null }
}

export function reportOf(campaign: Campaign, homes: readonly HomeOutcome[]): CampaignReport {
  const truth = noTallies()
  const platform = noTallies()
  const voidDays = { truth: 0, platform: 0 }
  let difference = 0
  for (const home of homes) {
    add(truth, home.truth.tallies)
    add(platform, home.platform.success)
    voidDays.truth += home.truth.voidDays
    voidDays.platform += home.platform.voidDays
    difference += differenceIn(home)
  }
  const alerts = homes.flatMap(({ alertSeconds }) =>
    alertSeconds.map(seconds => seconds ?? Number.POSITIVE_INFINITY),
  )
  const rates = homes.flatMap(({ truth: { tallies } }) => rateOf(tallies.loadCurve) ?? [])
  return {
    devices: campaign.devices,
    days: campaign.days,
    seed: campaign.seed,
    truth: sumsOf(truth, voidDays.truth),
    platform: sumsOf(platform, voidDays.platform),
    difference,
    filled: campaign.secondWay === undefined ? null : homes.reduce((sum, { filled }) => sum + filled, 0),
    cf22Seconds: { p50: finite(quantile(alerts, 0.5)), p95: finite(quantile(alerts, 0.95)) },
    loadCurveSuccess: { p5: quantile(rates, 0.05), median: quantile(rates, 0.5) },
  }
}

function differenceIn({ truth, platform }: HomeOutcome): number {
  const ofKinds = counterNames.map(name => {
    const [real, told] = [truth.tallies[name], platform.success[name]]
    return Math.abs(real.sent - told.sent) + Math.abs(real.received - told.received)
  })
  return ofKinds.reduce((sum, one) => sum + one, Math.abs(truth.voidDays - platform.voidDays))
}

function sumsOf(tallies: Tallies, voidDays: number): Sums {
  const all = { sent: 0, received: 0 }
  for (const name of counterNames) {
    all.sent += tallies[name].sent
    all.received += tallies[name].received
  }
  const rated = Object.fromEntries(
    Object.entries({ ...tallies, all }).map(([name, tally]) => [name, { ...tally, rate: rateOf(tally) }]),
  ) as Omit<Sums, 'voidDays'>
  return { ...rated, voidDays } as Sums
}

function rateOf({ sent, received }: Tally): number | null {
  return sent === 0 ? null : received / sent
}

function finite(seconds: number | null): number | null {
  return seconds === null || Number.isFinite(seconds) ? seconds : null
}
