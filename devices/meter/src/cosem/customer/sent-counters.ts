import { defined } from '@ferraris/bytes'
import { counterNames, toWord } from '@ferraris/chain2'
import { data, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { calendarFields, parseCivilDay } from '../../calendar/civil-day.ts'
import { SentCounters } from '../../chain2/counters.ts'
import { read } from '../model/attribute.ts'
import { object } from '../model/object.ts'

const dateOctets = 5

/**
 * Messages sent to the customer, by day (seed of the monitoring campaign): rows of a date and five registers of 16 bits, whose top bit
 * tells that the meter was without supply in that day. Oldest first, 60 at most.
 */
export const sentCounters = object(classes.data, obisCodes.customerSentCounters, {
  value: read(({ store }) =>
    data.array(
      ...new SentCounters(store.memory).days(store).map(({ day, powerLoss, ...counts }) => {
        const { year, month, dayOfMonth } = calendarFields(defined(parseCivilDay(day), day))
        return data.structure(
          data.octets(encodeDateTime({ year, month, dayOfMonth }).slice(0, dateOctets)),
          ...counterNames.map(name => data.longUnsigned(toWord({ count: counts[name], powerLoss }))),
        )
      }),
    ),
  ),
})
