import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { say, show } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'
import type { Campaign } from './campaign.ts'
import type { HomeOutcome } from './home.ts'
import { type CampaignReport, reportOf } from './report.ts'

interface SimulateFlags extends Campaign {
  readonly json?: boolean
}

/** `chain2 simulate`: the campaign on all cores, the same for one seed however many there are. */
export async function simulateCampaign({
  json,
  devices,
  days,
  seed,
  secondWay,
}: SimulateFlags): Promise<void> {
  const report = await runCampaign({ devices, days, seed, secondWay })
  show(json, report, () => text(report))
}

/** A campaign's report. Throws what a worker fails with. */
export async function runCampaign(
  campaign: Campaign,
  workers = availableParallelism(),
): Promise<CampaignReport> {
  const count = Math.min(workers, campaign.devices)
  const shares = Array.from({ length: count }, (_, share) =>
    Array.from({ length: campaign.devices }, (_, home) => home).filter(home => home % count === share),
  )
  const outcomes = await Promise.all(shares.map(homes => outcomesOf(campaign, homes)))
  // Quantiles and sums do not depend on the order.
  return reportOf(campaign, outcomes.flat())
}

const youngMb = 64

async function outcomesOf(campaign: Campaign, homes: readonly number[]): Promise<HomeOutcome[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { campaign, homes },
    // States follow each other, each a new value: what is soon forgotten is not moved to where the old is kept.
    resourceLimits: { maxYoungGenerationSizeMb: youngMb },
  })
  const outcomes: HomeOutcome[] = []
  worker.on('message', (outcome: HomeOutcome) => outcomes.push(outcome))
  await once(worker, 'exit')
  return outcomes
}

function text({
  devices,
  days,
  truth,
  platform,
  difference,
  filled,
  cf22Seconds,
  loadCurveSuccess,
}: CampaignReport): string {
  const share = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(2)} %`)
  const seconds = (value: number | null) => (value === null ? 'lost' : `${value.toFixed(1)} s`)
  const kinds = ['loadCurve', 'instPower', 'alerts', 'all'] as const
  const rows = kinds.map(kind =>
    [
      kind.padEnd(10),
      ...[truth, platform].map(side => `${side[kind].received}/${side[kind].sent}`.padStart(20)),
      share(truth[kind].rate).padStart(10),
    ].join(' '),
  )
  const verdict =
    difference === 0
      ? style.success('equal to the truth')
      : style.failure(`${difference} away from the truth`)
  say(`${devices} devices, ${days} days: the platform's figures are ${verdict}.`)
  return [
    `${''.padEnd(10)} ${'received/sent, truth'.padStart(20)} ${'platform'.padStart(20)} ${'success'.padStart(10)}`,
    ...rows,
    `${'void days'.padEnd(10)} ${String(truth.voidDays).padStart(20)} ${String(platform.voidDays).padStart(20)}`,
    ...(filled === null ? [] : [`By the second way alone: ${filled} messages`]),
    `Alert at the device: median ${seconds(cf22Seconds.p50)}, 95 % within ${seconds(cf22Seconds.p95)}`,
    `Load curve of a device: median ${share(loadCurveSuccess.median)}, 95 % of devices at least ${share(loadCurveSuccess.p5)}`,
  ].join('\n')
}
