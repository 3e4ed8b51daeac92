import { isUnavailable } from '@ferraris/service'
import { sweepEveryMs } from '../bounds.ts'

/** A round may take this share of the time: what a storm of a million alarms costs is spread. */
const shareOfTime = 0.2

/** Does rounds one after the other, with a pause that grows with what a round takes; gives what ends it. */
export function keepSweeping(
  round: () => Promise<unknown>,
  onRound: (seconds: number) => void,
  onTrouble: (error: Error) => void,
): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const begin = () => {
    running = once()
  }
  const next = (pauseMs: number) => {
    if (!stopped) timer = setTimeout(begin, pauseMs)
  }
  const once = async () => {
    const began = performance.now()
    try {
      await round()
    } catch (error) {
      // The store is away: the next round finds what this one would have done.
      if (!isUnavailable(error)) onTrouble(error as Error)
    }
    const tookMs = performance.now() - began
    onRound(tookMs / 1000)
    next(Math.max(sweepEveryMs, tookMs / shareOfTime))
  }
  next(sweepEveryMs)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
