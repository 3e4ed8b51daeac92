import { setTimeout as delay } from 'node:timers/promises'
import type { LinesProcess, LinesProgress } from '@ferraris/district'
import { msPerDay, msPerHour } from '@ferraris/metering'
import { Progress } from '../terminal/progress.ts'

/** After so long the wait ends; what is missing comes later all the same. */
const patience = 180_000
const interval = 150
/** Follows the power lines until they have reached the present and brought all they know; undefined when told to stop. */
export async function awaitLines(
  lines: () => LinesProcess,
  stop: Promise<unknown>,
): Promise<LinesProgress | undefined> {
  let stopped = false
  void stop.then(() => {
    stopped = true
  })
  const bar = new Progress('Power lines')
  const end = performance.now() + patience
  let last: LinesProgress | undefined
  while (!stopped) {
    // Between two processes of the meters none answers.
    last =
      (await lines()
        .progress()
        .catch(() => undefined)) ?? last
    if (last !== undefined) {
      bar.update(...drawn(last))
      if (isDone(last) || performance.now() > end) break
    }
    await delay(interval)
  }
  bar.clear()
  return stopped ? undefined : last
}

function isDone({ live, concentrators }: LinesProgress): boolean {
  return live && concentrators.every(({ pending }) => pending === 0)
}

/** First the meters found, then the day that passes quickly, then what comes in. */
function drawn({ live, lineTime, now, concentrators }: LinesProgress): [number, number, string] {
  const waiting = concentrators.reduce((sum, { pending }) => sum + pending, 0)
  if (live) return [1, 1, `${waiting.toLocaleString('en')} readings on their way to the head-end`]
  const searching = concentrators.find(({ found, meters }) => found < meters)
  const passed = Math.max(0, msPerDay - (now - lineTime))
  const hour = `${((now - lineTime) / msPerHour).toFixed(1)} h behind`
  if (searching === undefined) return [passed, msPerDay, `${hour}; all meters found, they are being read`]
  const { name, found, meters } = searching
  return [passed, msPerDay, `${hour}; ${name} has found ${found} of ${meters} meters`]
}

/** How it went, in a line, and whether nothing is left to be done. */
export function linesOutcome({ live, concentrators }: LinesProgress): {
  readonly text: string
  readonly isWhole: boolean
} {
  const sum = (of: 'found' | 'meters' | 'pending') => concentrators.reduce((all, its) => all + its[of], 0)
  const [found, meters] = [sum('found'), sum('meters')]
  const areStored = live && sum('pending') === 0
  const readings = areStored ? ', their readings are stored' : '; their readings follow'
  const missing = found < meters ? `; ${meters - found} not heard yet: the network page tells which` : ''
  return {
    text: `${found} of ${meters} meters found on ${concentrators.length} power lines${readings}${missing}`,
    isWhole: areStored && found === meters,
  }
}
