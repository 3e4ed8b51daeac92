/** How an event came to be known; a stored event has a bit of each way by which it came. */
export const learntBy = {
  /** A row of the meter's own log, read in a session. */
  log: 1,
  /** A push that says what happened. */
  push: 2,
  /** A bit of an alarm register or descriptor, pushed or read. */
  alarm: 4,
  /** A concentrator that has read the log over its power line. */
  line: 8,
  /** A message of another system (IEC 61968-9). */
  message: 16,
} as const

export type WayOfLearning = keyof typeof learntBy
export const waysOfLearning = Object.keys(learntBy) as readonly WayOfLearning[]

/** What the meter's log says stands: its time, its log and its number. All else is to be joined with it. */
export const fromLogs = learntBy.log | learntBy.line

/** The ways that a bit mask has. */
export function waysOf(mask: number): WayOfLearning[] {
  return waysOfLearning.filter(way => (mask & learntBy[way]) !== 0)
}
