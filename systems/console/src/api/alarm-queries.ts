import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import type { AlarmFilter, IncidentFilter } from './resources.ts'

/** What happens on the desk is seen within so long. */
const deskPeriod = 5000

/** Incidents, the gravest first: few enough to have them at once. */
export function incidentsQuery(filter: IncidentFilter) {
  return queryOptions({
    queryKey: ['incidents', filter],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/incidents', { params: { query: { ...filter, limit: 200 } }, signal })),
    refetchInterval: deskPeriod,
    placeholderData: previous => previous,
  })
}

/** Alarms, the gravest first. */
export function alarmsQuery(filter: AlarmFilter) {
  return infiniteQueryOptions({
    queryKey: ['alarms', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: 100, cursor: pageParam }
      return answerOf(api.GET('/api/v1/alarms', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: deskPeriod,
    placeholderData: previous => previous,
  })
}

export function alarmQuery(id: number) {
  return queryOptions({
    queryKey: ['alarm', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alarms/{id}', { params: { path: { id } }, signal })),
    refetchInterval: deskPeriod,
  })
}

export function incidentQuery(id: number) {
  return queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/incidents/{id}', { params: { path: { id } }, signal })),
    refetchInterval: deskPeriod,
  })
}

/** The homes that an incident hit, by serial number. */
export function homesQuery(id: number, back: boolean | undefined) {
  return infiniteQueryOptions({
    queryKey: ['incident', id, 'homes', back ?? 'all'],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id }, query: { limit: 100, back, cursor: pageParam } }
      return answerOf(api.GET('/api/v1/incidents/{id}/homes', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 15_000,
    placeholderData: previous => previous,
  })
}

export const deskSummaryQuery = queryOptions({
  queryKey: ['desk'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alarms/summary', { signal })),
  refetchInterval: deskPeriod,
})

/** What there is to tell the person signed in, since what was seen last. */
export function newsQuery(after: number) {
  return queryOptions({
    queryKey: ['alarm-news', after],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/alarm-news', { params: { query: { after, limit: 20 } }, signal })),
    refetchInterval: 10_000,
    placeholderData: previous => previous,
  })
}

export const alarmRulesQuery = queryOptions({
  queryKey: ['alarm-rules'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alarm-rules', { signal })),
})

export const silencesQuery = queryOptions({
  queryKey: ['alarm-silences'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alarm-silences', { signal })),
  refetchInterval: 30_000,
})

export const subscriptionsQuery = queryOptions({
  queryKey: ['alarm-subscriptions'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alarm-subscriptions', { signal })),
})

export function reliabilityQuery(from: string, to: string, by: 'feeder' | 'substation') {
  return queryOptions({
    queryKey: ['reliability', from, to, by],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/reliability', { params: { query: { from, to, by } }, signal })),
    placeholderData: previous => previous,
  })
}

/** After something was done on the desk, all that shows it is asked for anew. */
export function renewDesk(queries: QueryClient): void {
  for (const key of ['alarms', 'alarm', 'incidents', 'incident', 'desk', 'summary'])
    void queries.invalidateQueries({ queryKey: [key] })
}
