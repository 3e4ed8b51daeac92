import { fromAbsolute, parseDateTime, toCalendarDateTime, toZoned } from '@internationalized/date'

/** An instant (ISO 8601) as a field for date and time writes it: by the clock of a zone, to the minute. */
export function fieldText(at: string, zone: string): string {
  return toCalendarDateTime(fromAbsolute(Date.parse(at), zone))
    .toString()
    .slice(0, 16)
}

/** Whether such a field is whole. */
export function isFieldTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)
}

/** The instant (ISO 8601) that such a field means; undefined while it is not whole. */
export function fieldInstant(text: string, zone: string): string | undefined {
  if (!isFieldTime(text)) return undefined
  return toZoned(parseDateTime(text), zone).toDate().toISOString()
}
