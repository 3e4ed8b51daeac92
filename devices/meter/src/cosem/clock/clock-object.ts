import { instantOf } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, secondsPerQuarter } from '@ferraris/metering'
import { canShow } from '../../store/meter-clock.ts'
import { everyClient, overTime, read, writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type Action, outcome, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { clockStatusOf, clockTime, daylightSavingRules, timeZone } from './shown-time.ts'

/** adjust_to_quarter, adjust_to_minute: to the nearest whole quarter or minute of the clock. */
function adjustTo(seconds: number): Action<unknown> {
  return ({ store, now }) => {
    return outcome(store.setClock(Math.round(store.clock.read(now) / seconds) * seconds, now))
  }
}

function rules({ store, now }: Context) {
  return daylightSavingRules(store.clock, now)
}

export const clock = object(
  classes.clock,
  obisCodes.clock,
  {
    time: {
      ...writable(
        ({ store, instant }) => clockTime(store.clock, instant),
        ({ store, now }, time) => {
          const shown = instantOf(time, store.clock.zone)
          if (shown === undefined || !canShow(shown)) return 'other-reason'
          return allowed(store.setClock(shown, now))
        },
        everyClient,
      ),
      isFunctionOfTime: true,
    },
    timeZone: read(({ store, now }) => timeZone(store.clock, now), everyClient),
    status: overTime(({ store, now }) => clockStatusOf(store.clock, now), everyClient),
    daylightSavingsBegin: read(context => rules(context).begin),
    daylightSavingsEnd: read(context => rules(context).end),
    daylightSavingsDeviation: read(context => rules(context).deviation),
    daylightSavingsEnabled: read(context => rules(context).deviation !== 0),
    clockBase: read('crystal'),
  },
  {
    adjustToQuarter: adjustTo(secondsPerQuarter),
    adjustToMinute: adjustTo(60),
    // By −900 … 900 seconds (IEC 62056-6-2, class 8, method 6).
    shiftTime: {
      isExact: true,
      does: ({ store, now }, seconds) => {
        if (Math.abs(seconds) > secondsPerQuarter) return refused
        return outcome(store.setClock(store.clock.read(now) + seconds, now))
      },
    },
  },
)
