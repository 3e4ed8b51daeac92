import type { LineReport } from '@ferraris/district'
import { secondsPerHour } from '@ferraris/metering'
import type { DistrictPlan } from '@ferraris/power-line'
import { bar } from '../terminal/chart.ts'
import { print } from '../terminal/style.ts'
import { drawFeeders } from './feeder-drawing.ts'

type Document = LineReport & {
  readonly meters: number
  readonly hours: number
  readonly loss: number
  readonly seed: number
}

const labelWidth = 30
const barWidth = 24

/** How a simulated district did, for people. */
export function simulationView(
  plan: DistrictPlan,
  hops: ReadonlyMap<string, number>,
  report: Document,
  seconds: number,
): string {
  const { completeness, onDemandSeconds, alarmSeconds, metersByHops } = report
  const line = (label: string, value: string): string => `  ${label.padEnd(labelWidth)}${value}`
  const share = (label: string, value: number | null): string =>
    line(
      label,
      value === null
        ? print.quiet('not reached')
        : `${percent(value)}  ${print.curve(bar(value, 1, barWidth))}`,
    )
  return [
    print.heading(
      `${plan.name}, ${report.hours} h, ${percent(report.loss).trim()} loss, seed ${report.seed}`,
    ),
    '',
    ...drawFeeders(plan, home => colour(hops.get(home))),
    print.quiet('A digit is a home, and the hops it is reached over; [ ] a lateral; · no route known.'),
    '',
    line(
      'all meters found after',
      report.discoveryMinutes === null
        ? print.warning('not all were found')
        : `${report.discoveryMinutes} min`,
    ),
    ...metersByHops.map((count, i) =>
      line(
        `meters over ${i + 1} ${i === 0 ? 'hop' : 'hops'}`,
        `${String(count).padStart(7)}  ${print.curve(bar(count, report.meters, barWidth))}`,
      ),
    ),
    share("day's curves, first pass", completeness.firstPass),
    share('at the end of the night', completeness.endOfNight),
    share('in the end', completeness.final),
    line(
      'registers on demand',
      onDemandSeconds.p50 === null
        ? print.quiet('none were wanted')
        : `${onDemandSeconds.p50} s, 95 % within ${onDemandSeconds.p95} s${report.onDemandFailed > 0 ? print.warning(`, ${report.onDemandFailed} failed`) : ''}`,
    ),
    line(
      'alarms of meters',
      alarmSeconds.p50 === null
        ? print.quiet('there were none')
        : `${alarmSeconds.p50} s, 95 % within ${alarmSeconds.p95} s${report.alarmsMissing > 0 ? print.warning(`, ${report.alarmsMissing} missing`) : ''}`,
    ),
    line(
      'on the line',
      `${report.frames.toLocaleString('en')} frames, ${percent(report.airtimeSeconds / (secondsPerHour * report.hours)).trim()} of the time`,
    ),
    print.quiet(`  simulated in ${seconds.toFixed(1)} s`),
  ].join('\n')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 2)} %`.padStart(9)
}

/** The farther, the warmer. */
function colour(hops: number | undefined): string {
  if (hops === undefined) return print.warning('·')
  const digit = String(Math.min(9, hops))
  if (hops === 1) return print.curve(digit)
  return hops === 2 ? print.name(digit) : hops === 3 ? digit : print.warning(digit)
}
