export const secondsPerMinute = 60
export const secondsPerQuarter = 900
export const secondsPerHour = 3600
export const secondsPerDay = 86_400

export const msPerSecond = 1000
export const msPerMinute = 60_000
export const msPerHour = 3_600_000
export const msPerDay = 86_400_000

/** Milliseconds as seconds, with their fraction. */
export function secondsOf(ms: number): number {
  return ms / msPerSecond
}

/** The full seconds in milliseconds, such as the second of an instant. */
export function wholeSecondsOf(ms: number): number {
  return Math.floor(ms / msPerSecond)
}

/** Seconds as milliseconds. */
export function msOf(seconds: number): number {
  return seconds * msPerSecond
}
