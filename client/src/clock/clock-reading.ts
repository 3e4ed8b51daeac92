import { type DateTime, dateTimeAt, decodeDateTime, instantOf } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { clockOffsetSeconds, corrected, msOf, obisCodes, type Stamps } from '@ferraris/metering'
import { answerOf, type Query } from '../session/query.ts'
import { stampOctets } from './stamps.ts'

/** What a meter's clock shows, and how far it is ahead of ours. */
export interface ClockReading {
  readonly time: DateTime
  /** Seconds since 1970, with the fraction that the meter shows; undefined where it shows no moment. */
  readonly instant: number | undefined
  /** Meter's clock minus ours, whole seconds, see `clockOffsetSeconds`; null where the meter shows no moment. */
  readonly offsetSeconds: number | null
}

export const clockTime = {
  classId: classes.clock.classId,
  obis: obisCodes.clock,
  attribute: classes.clock.attributes.time.id,
}

/** Queries the clock; the reason where the meter gives no time. */
export function clockQuery(stamps: Stamps): Query<ClockReading | { readonly refused: string }> {
  return {
    requests: [clockTime],
    take([result], { sent, received }) {
      const answer = answerOf(result)
      if ('refused' in answer) return { value: answer }
      const octets = stampOctets(answer.data)
      if (octets === undefined) return { value: { refused: `it answers with ${answer.data.type}` } }
      return { value: readingOf(decodeDateTime(octets), stamps, { from: sent, to: received }) }
    },
  }
}

function readingOf(
  shown: DateTime,
  { zone, deviation = 'stated' }: Stamps,
  ours: { readonly from: number; readonly to: number },
): ClockReading {
  const time = corrected(shown, deviation)
  const second = instantOf(time, zone)
  if (second === undefined) return { time, instant: undefined, offsetSeconds: null }
  const { hundredths } = time
  // Most clocks that show no hundredths write 0: then the moment may be any within the second.
  const isExact = hundredths !== undefined && hundredths > 0
  const instant = second + (isExact ? hundredths / 100 : 0)
  const theirs = { from: msOf(instant), to: msOf(instant) + (isExact ? 10 : 1000) }
  return {
    time: time.deviation === undefined ? dateTimeAt(instant, zone) : time,
    instant,
    offsetSeconds: clockOffsetSeconds(theirs, ours),
  }
}
