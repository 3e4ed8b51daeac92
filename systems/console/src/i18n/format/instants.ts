import { formatterBy } from './formatter.ts'

const clock = formatterBy(
  (locale, timeZone: string) =>
    new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone }),
)
const minute = formatterBy(
  (locale, timeZone: string) =>
    new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    }),
)
const stamp = formatterBy(
  (locale, timeZone: string) =>
    new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZone,
    }),
)
const zoneName = formatterBy(
  (locale, timeZone: string) =>
    new Intl.DateTimeFormat(locale, { hour: '2-digit', timeZoneName: 'shortOffset', timeZone }),
)

/** An instant: epoch milliseconds or ISO 8601 text. */
export type Instant = number | string

/** `19:15` */
export function formatClock(locale: string, zone: string, at: Instant): string {
  return clock(locale, zone).format(new Date(at))
}

/** `Tue, 18 Nov, 19:15` */
export function formatMinute(locale: string, zone: string, at: Instant): string {
  return minute(locale, zone).format(new Date(at))
}

/** `18/11/2026, 19:15:07` */
export function formatStamp(locale: string, zone: string, at: Instant): string {
  return stamp(locale, zone).format(new Date(at))
}

/** How far the zone is from UTC at an instant: `GMT+1`. */
export function formatZoneOffset(locale: string, zone: string, at: Instant): string {
  return (
    zoneName(locale, zone)
      .formatToParts(new Date(at))
      .find(part => part.type === 'timeZoneName')?.value ?? zone
  )
}

/** The zone of the person's own browser, for times that belong to no meter. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
