import { msPerDay, msPerMinute, msPerSecond } from '@ferraris/metering'

/** An event raises an alarm when it is no older: a log that is read for the first time goes back for years. */
export const oldestRaisedMs = 7 * msPerDay
/** A meter's clock may be ahead of ours by so much before its time counts as wrong. */
export const clockAheadMs = msPerMinute
/** What begins within so long of another at one place has one cause (assumed: feeders trip within seconds, pushes take a minute). */
export const windowMs = 5 * msPerMinute
/** What no incident has taken is looked at again for so long: also when no round was done for a while. */
export const looseMs = 6 * 60 * msPerMinute
/** So many meters of one place make an outage, and so many alarms of one kind a storm. */
export const fewestOfOutage = 3
export const fewestOfStorm = 5
/** Of meters whose place is unknown so many: fewer are coincidence. */
export const fewestWithoutPlace = 20
/** Of fewer concentrators, more than half that are lost together say nothing about the way to all of them. */
export const fewestConcentratorsToCompare = 3
/** From so many places at once, it is one incident of the whole area. */
export const fewestPlacesOfArea = 4
/** Share of the affected that must be back before an outage counts as over. One meter that is back proves nothing. */
export const shareBackWhenOver = 0.9
/** An incident that is over closes by itself when nothing was added for so long. */
export const quietBeforeClosedMs = 5 * msPerMinute
/** Meters silent for longer are none that have just lost their supply. */
export const freshSilenceMs = 60 * msPerMinute
/** A suspicion that no meter's log has confirmed so long after they are back is refuted. */
export const confirmedWithinMs = 2 * msPerDay
/** Rows that one statement of the sweep takes. */
export const mostAtOnce = 20_000
export const sweepEveryMs = 2 * msPerSecond
/** Closed alarms, incidents and their entries are kept so long; interruptions, the ground of yearly figures, longer. */
export const keptMs = 400 * msPerDay
export const interruptionsKeptMs = 5 * 366 * msPerDay
/** What one request may act on. */
export const mostActedOn = 1000
export const mostSilences = 1000
export const longestSilenceDays = 366
/** Interruptions beyond 3 minutes are long (EN 50160). */
export const longFromSeconds = 180
