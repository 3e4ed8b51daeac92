import { type Infer, integer, list, optional, record, where } from '../check.ts'
import { obis } from './fields.ts'

/** Least and most of the settings that are numbers; seconds, unless they count. */
export const settingBounds = {
  /** Distance of the polls of status words. */
  statusEverySeconds: { least: 60, most: 86_400 },
  /** Attempts at one exchange before the meter waits its turn again. */
  attempts: { least: 1, most: 20 },
  /** Pause after a failed visit of a meter, and the longest one: the more of them fail, the longer. */
  backOffSeconds: { least: 10, most: 3600 },
  longestBackOffSeconds: { least: 60, most: 86_400 },
  /** After local midnight the meters need this long to close their day. */
  nightStartSeconds: { least: 60, most: 21_600 },
} as const

export const mostChannels = 8

function bounded(name: keyof typeof settingBounds) {
  const { least, most } = settingBounds[name]
  return optional(integer(least, most))
}

/** What of a concentrator can be set from the head-end; what is left out stays as it is. */
export const settings = where(
  record({
    /** Registers of the load profile that are read each day. */
    channels: optional(list(obis, mostChannels, 1)),
    statusEverySeconds: bounded('statusEverySeconds'),
    attempts: bounded('attempts'),
    backOffSeconds: bounded('backOffSeconds'),
    longestBackOffSeconds: bounded('longestBackOffSeconds'),
    nightStartSeconds: bounded('nightStartSeconds'),
  }),
  ({ backOffSeconds = 0, longestBackOffSeconds = Number.POSITIVE_INFINITY }) =>
    backOffSeconds <= longestBackOffSeconds,
  'must not have a longestBackOffSeconds below backOffSeconds',
)

/** Settings of a concentrator as they go over the wire. */
export type OperatorSettings = Infer<typeof settings>
