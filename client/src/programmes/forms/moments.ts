import { type DateTime, dateTimeAt, weekday, type Zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import { Type } from 'typebox'

/** An instant in ISO 8601 with its offset; the meter gets it in its own time. */
export function instant(title: string, description: string) {
  return Type.String({
    title,
    description,
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$',
    examples: ['2026-12-01T00:00:00+01:00'],
  })
}

/** An instant as a clock of a zone shows it. */
export function momentOf(text: string, zone: Zone): DateTime {
  return dateTimeAt(Math.floor(secondsOf(Date.parse(text))), zone)
}

/** A date of which parts may repeat: `2026-12-25`, `*-12-25`, `*-04-*`. */
export function dateWithWildcards(title: string, description: string) {
  return Type.String({
    title,
    description: `${description} An asterisk stands for any: *-12-25 is each Christmas.`,
    pattern: '^(\\d{4}|\\*)-(0[1-9]|1[0-2]|\\*)-(0[1-9]|[12]\\d|3[01]|\\*)$',
    examples: ['*-12-25'],
  })
}

/** The date of a date with wildcards; that of a whole one has its weekday. */
export function dateOf(text: string): DateTime {
  const [year, month, dayOfMonth] = text.split('-').map(part => (part === '*' ? undefined : Number(part)))
  return {
    ...(year !== undefined && { year }),
    ...(month !== undefined && { month }),
    ...(dayOfMonth !== undefined && { dayOfMonth }),
    ...(!text.includes('*') && { dayOfWeek: weekday(text) + 1 }),
  }
}

/** A time of day, `07:00` or `07:00:30`. */
export function timeOfDay(title: string, description: string) {
  return Type.String({
    title,
    description,
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$',
    examples: ['07:00'],
  })
}

export function timeOf(text: string): DateTime {
  const [hour = 0, minute = 0, second = 0] = text.split(':').map(Number)
  return { hour, minute, second, hundredths: 0 }
}
