import { InvalidArgumentError } from 'commander'

/** A TCP port; 0 lets the system choose. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new InvalidArgumentError('Write a port, 0 to 65535; 0 lets the system choose.')
}

/** A whole number, zero included. */
export function parseWhole(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number.')
}

/** A whole number from one. */
export function parseCount(text: string): number {
  const count = parseWhole(text)
  if (count > 0) return count
  throw new InvalidArgumentError('Write a whole number, 1 or more.')
}

/** A time span in seconds, fractions allowed. */
export function parseSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  if (seconds > 0 && seconds <= 3600) return seconds
  throw new InvalidArgumentError('Write seconds, for example 10 or 0.5.')
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A time span with its unit, in seconds. */
export function parseDuration(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d+)?)([smhd])?$/.exec(text) ?? []
  const seconds = Number(number) * (unitSeconds[unit] ?? 1)
  if (seconds > 0) return seconds
  throw new InvalidArgumentError('Write a time, for example 20s, 10m or 2h.')
}

/** A security suite of DLMS. */
export function parseSuite(text: string): 0 | 1 | 2 {
  if (text === '0' || text === '1' || text === '2') return Number(text) as 0 | 1 | 2
  throw new InvalidArgumentError('Write 0, 1 or 2.')
}

/** An instant of ISO 8601 with its zone. */
export function parseInstant(text: string): Date {
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? new Date(text)
    : undefined
  if (instant !== undefined && !Number.isNaN(instant.getTime())) return instant
  throw new InvalidArgumentError('Write an instant with its zone, for example 2026-11-30T08:00:00Z.')
}
