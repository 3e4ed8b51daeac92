import { data, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { calendarFields, weekday } from '../../calendar/civil-day.ts'
import { registersOf, SentCounters } from '../../chain2/counters.ts'
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
      ...new SentCounters(store.memory).days.map(row => {
        const { year, month, dayOfMonth } = calendarFields(row.day)
        const date = encodeDateTime({ year, month, dayOfMonth, dayOfWeek: weekday(row.day) + 1 })
        return data.structure(
          data.octets(date.slice(0, dateOctets)),
          ...registersOf(row, store).map(data.longUnsigned),
        )
      }),
    ),
  ),
})
