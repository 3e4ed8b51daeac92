import { type Severity, severities } from '../api/resources.ts'
import { daysAgo } from './last-day.ts'

export const spans = ['day', 'week', 'month', 'all'] as const
export type Span = (typeof spans)[number]

interface EventRoomFilter {
  readonly since: Span
  readonly severity: Severity | null
}

/** The filter that an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): EventRoomFilter {
  return {
    since: spans.find(span => span === params.get('since')) ?? 'week',
    severity: severities.find(severity => severity === params.get('severity')) ?? null,
  }
}

export function paramsOf({ since, severity }: EventRoomFilter): URLSearchParams {
  const params = new URLSearchParams({ since })
  if (severity) params.set('severity', severity)
  return params
}

const days: Record<Exclude<Span, 'all'>, number> = { day: 1, week: 7, month: 30 }

/** Where a span begins that ends at `now` (epoch milliseconds); undefined when it has no beginning. */
export function fromOf(since: Span, now: number): string | undefined {
  return since === 'all' ? undefined : daysAgo(days[since], now)
}
