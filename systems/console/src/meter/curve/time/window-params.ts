import { msPerMinute, secondsOf } from '@ferraris/metering'
import { fromAbsolute, parseDate } from '@internationalized/date'
import { type CurveWindow, narrowest, periods } from './window.ts'

/**
 * The window that an address asks for: `period=week&day=2026-11-20`, or `from` and `to` as local time with its
 * offset, so that the address means the same span in every zone. Null when it asks for none.
 */
export function windowOf(params: URLSearchParams): CurveWindow | null {
  const from = instantOf(params.get('from'))
  const to = instantOf(params.get('to'))
  if (from !== null && to !== null && to - from >= narrowest) return { kind: 'free', from, to }

  const kind = periods.find(period => period === params.get('period'))
  const day = params.get('day')
  return kind && day && isDay(day) ? { kind, day } : null
}

/** Writes a window into an address and leaves its other parameters. */
export function withWindow(params: URLSearchParams, window: CurveWindow, zone: string): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const name of ['period', 'day', 'from', 'to']) next.delete(name)
  if (window.kind === 'free') {
    next.set('from', textOf(window.from, zone))
    next.set('to', textOf(window.to, zone))
  } else {
    next.set('period', window.kind)
    next.set('day', window.day)
  }
  return next
}

function instantOf(text: string | null): number | null {
  // Without an offset the text would mean another instant in every browser.
  if (!text || !/[+-]\d\d:\d\d$|Z$/.test(text)) return null
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? null : secondsOf(milliseconds)
}

function isDay(text: string): boolean {
  try {
    return parseDate(text).toString() === text
  } catch {
    return false
  }
}

/** Local time to the minute with its offset: `2026-10-25T02:30+01:00`. */
function textOf(instant: number, zone: string): string {
  const text = fromAbsolute(Math.round(instant / 60) * msPerMinute, zone).toString()
  return text.replace(/:00(\.0+)?(?=[+-]\d\d:\d\d\[)/, '').replace(/\[.*$/, '')
}
