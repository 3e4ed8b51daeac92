import { addDays, type LocalDate, weekday, type Zone } from '@ferraris/cosem'

/** LocalTimeParameters of ESPI: offsets in seconds, and when summer time begins and ends. */
export interface LocalTimeParameters {
  readonly tzOffset: number
  readonly dstOffset: number
  readonly dstStartRule: string
  readonly dstEndRule: string
}

const noRule = 'FFFFFFFF'

/** The rules of a zone, as those that hold in a year. A year without summer time, or with more than its two changes, has none. */
export function localTimeParameters(zone: Zone, year: number): LocalTimeParameters {
  const changes = changesOf(zone, year)
  const start = changes.find(({ before, after }) => after > before)
  const end = changes.find(({ before, after }) => after < before)
  const january = zone.offsetAt(Date.UTC(year, 0, 1) / 1000)
  if (start === undefined || end === undefined || changes.length !== 2)
    return { tzOffset: january, dstOffset: 0, dstStartRule: noRule, dstEndRule: noRule }
  return {
    tzOffset: end.after,
    dstOffset: start.after - start.before,
    dstStartRule: ruleOf(start),
    dstEndRule: ruleOf(end),
  }
}

interface Change {
  /** The first instant with the new offset. */
  readonly at: number
  readonly before: number
  readonly after: number
}

function changesOf(zone: Zone, year: number): Change[] {
  const changes: Change[] = []
  const end = Date.UTC(year + 1, 0, 1) / 1000
  for (let low = Date.UTC(year, 0, 1) / 1000; low < end; low += 86_400) {
    const [before, after] = [zone.offsetAt(low), zone.offsetAt(low + 86_400)]
    if (before !== after) changes.push({ at: changeBetween(zone, low, low + 86_400), before, after })
  }
  return changes
}

function changeBetween(zone: Zone, from: number, to: number): number {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetAt(middle) === zone.offsetAt(low)) low = middle
    else high = middle
  }
  return high
}

/** DstRuleType: seconds, hour, day of the week, operator (2 to 6: the first to fifth such day, 7: the last) and month, by the clock until then. */
function ruleOf({ at, before }: Change): string {
  const wall = new Date((at + before) * 1000)
  const day: LocalDate = wall.toISOString().slice(0, 10)
  const month = wall.getUTCMonth() + 1
  const isLast = !addDays(day, 7).startsWith(day.slice(0, 7))
  const operator = isLast ? 7 : Math.ceil(wall.getUTCDate() / 7) + 1
  const seconds = wall.getUTCMinutes() * 60 + wall.getUTCSeconds()
  const rule =
    month * 2 ** 28 +
    operator * 2 ** 25 +
    (weekday(day) + 1) * 2 ** 17 +
    wall.getUTCHours() * 2 ** 12 +
    seconds
  return rule.toString(16).toUpperCase().padStart(8, '0')
}
