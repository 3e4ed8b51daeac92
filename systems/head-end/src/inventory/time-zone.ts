import { zone } from '@ferraris/cosem'

/** Names of regions, as the IANA has them. Offsets such as `+01:00` are none: PostgreSQL reads them the other way round. */
const regionName = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/

/** Whether a name is that of an IANA time zone. */
export function isTimeZone(name: string): boolean {
  if (!regionName.test(name)) return false
  try {
    zone(name)
    return true
  } catch {
    return false
  }
}
