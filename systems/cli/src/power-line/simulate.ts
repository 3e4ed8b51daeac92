import { type LineProgress, simulateLine } from '@ferraris/district'
import { msOf, msPerHour, secondsOf } from '@ferraris/metering'
import { Progress } from '../terminal/progress.ts'
import { show } from '../terminal/say.ts'
import { type DistrictChoice, planOf } from './plan.ts'
import { simulationView } from './simulation-view.ts'

interface SimulateOptions extends DistrictChoice {
  readonly loss: number
  readonly hours: number
  readonly json?: boolean
}

/** `power-line simulate`. */
export function simulate({ loss, hours, json, ...choice }: SimulateOptions): void {
  const plan = planOf(choice)
  const bar = new Progress('simulating')
  const began = performance.now()
  const { line, report } = simulateLine({ plan, seed: choice.seed, loss, hours }, progress =>
    bar.update(progress.elapsed, progress.total, noteOf(progress)),
  )
  bar.clear()
  const document = { meters: plan.homes.length, seed: choice.seed, loss, hours, ...report }
  const seconds = secondsOf(performance.now() - began)
  show(json, document, () => simulationView(plan, line.hops(), document, seconds))
}

/** Until midnight the meters that are found, afterwards the quarter hours that have arrived. */
function noteOf({ line, elapsed }: LineProgress): string {
  const hour = `${(elapsed / msPerHour).toFixed(1)} h`
  const { now } = line.line
  return now < msOf(line.day.end)
    ? `${hour}, ${line.hops().size} of ${line.meters.length} meters found`
    : `${hour}, ${(100 * line.completeness()).toFixed(1)} % of the day's quarter hours are here`
}
