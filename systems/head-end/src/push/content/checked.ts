import { msPerHour, secondsOf, wholeSecondsOf } from '@ferraris/metering'
import { registerOfAlarm } from '../../events/alarm-codes.ts'
import { highestEventCode, isEventCode } from '../../events/device-event.ts'
import { isPlausible } from '../../readings/plausible.ts'
import { RefusedPush } from '../push-reason.ts'
import type { PushContents } from './push-contents.ts'

/** A clock may be ahead by so much. Ours. */
const mostAheadMs = msPerHour
/** Alarm registers and descriptors of one push: there are ten of each (IEC 62056-6-1). */
const mostWords = 20

/**
 * Contents as they can be, and when they are of. A clock that has lost its time may say any year long ago: then it counts when it came.
 * Throws RefusedPush for what can be of no meter, and for a time that has not come.
 */
export function checked(contents: PushContents, now: number): { contents: PushContents; time: number } {
  checkNumbers(contents)
  const ahead = secondsOf(now + mostAheadMs)
  if ((contents.time ?? 0) > ahead || contents.entries.some(({ time }) => time > ahead))
    throw new RefusedPush('future')
  const isKept = (time: number) => isPlausible(time, now)
  const { time = wholeSecondsOf(now) } = contents
  return {
    time: isKept(time) ? time : wholeSecondsOf(now),
    contents: { ...contents, entries: contents.entries.filter(entry => isKept(entry.time)) },
  }
}

function checkNumbers({ entries, words }: PushContents): void {
  const wrong = entries.find(({ code }) => !isEventCode(code))
  if (wrong !== undefined)
    throw new RefusedPush(
      'unreadable',
      `event ${wrong.code} in log ${wrong.log}: the number of an event is whole, from 0 to ${highestEventCode}`,
    )
  if (words.length > mostWords || words.some(({ register }) => registerOfAlarm(register) === undefined))
    throw new RefusedPush(
      'unreadable',
      `${words.length} alarm words: a meter has ten registers and ten descriptors at most`,
    )
}
