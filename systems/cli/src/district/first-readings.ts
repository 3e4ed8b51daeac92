import { setTimeout as delay } from 'node:timers/promises'
import { Progress } from '../terminal/progress.ts'

/** The start of a system is over when this has passed, whether all meters have been read or not. */
const patience = 6000
const interval = 100

export interface FirstReadings {
  readonly sessions: number
  readonly intervals: number
  /** Meters with a reading due or under way. */
  readonly left: number
}

const nothing: FirstReadings = { sessions: 0, intervals: 0, left: Number.POSITIVE_INFINITY }

/** Follows the head-end's figures until no reading is due any more, or patience ends; undefined when told to stop. */
export async function awaitFirstReadings(
  url: string,
  stop: Promise<unknown>,
): Promise<FirstReadings | undefined> {
  let stopped = false
  void stop.then(() => {
    stopped = true
  })
  const progress = new Progress('First readings')
  const end = performance.now() + patience
  let read = nothing
  while (!stopped && performance.now() < end && read.left > 0) {
    const told = await figures(url)
    // Beyond this machine, or behind a self-made certificate, the figures need a sign-in.
    if (told === undefined) break
    read = told
    progress.update(read.sessions, read.sessions + read.left)
    if (read.left > 0) await delay(interval)
  }
  progress.clear()
  return stopped ? undefined : read
}

/** The figures that the head-end shows without sign-in on this machine. */
async function figures(url: string): Promise<FirstReadings | undefined> {
  const response = await fetch(`${url}/metrics`).catch(() => undefined)
  if (!response?.ok) return undefined
  const text = await response.text()
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
  return {
    sessions: value('ferraris_sessions_total\\{result="completed"\\}'),
    intervals: value('ferraris_intervals_stored_total'),
    left: value('ferraris_end_devices_due') + value('ferraris_sessions_active'),
  }
}
