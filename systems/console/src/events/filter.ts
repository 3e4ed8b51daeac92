import { type Severity, severities } from '../api/resources.ts'
import { daysAgo } from './last-day.ts'

export const spans = ['day', 'week', 'month', 'all'] as const
export type Span = (typeof spans)[number]

interface EventRoomFilter {
  readonly since: Span
  readonly severity: Severity | null
  /** Part of an event's name or a meter's serial number. */
  readonly search: string
  /** Whether an end is laid onto its beginning. */
  readonly isFolded: boolean
}

/** The filter that an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): EventRoomFilter {
  return {
    since: spans.find(span => span === params.get('since')) ?? 'week',
    severity: severities.find(severity => severity === params.get('severity')) ?? null,
    search: params.get('search')?.trim() ?? '',
    isFolded: params.get('pairs') !== 'apart',
  }
}

export function paramsOf({ since, severity, search, isFolded }: EventRoomFilter): URLSearchParams {
  const params = new URLSearchParams({ since })
  if (severity) params.set('severity', severity)
  if (search !== '') params.set('search', search)
  if (!isFolded) params.set('pairs', 'apart')
  return params
}

const days: Record<Exclude<Span, 'all'>, number> = { day: 1, week: 7, month: 30 }

/** Where a span begins that ends at `now` (epoch milliseconds); undefined when it has no beginning. */
export function fromOf(since: Span, now: number): string | undefined {
  return since === 'all' ? undefined : daysAgo(days[since], now)
}
