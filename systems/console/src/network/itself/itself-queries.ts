import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

/** What a concentrator tells of itself. */
export function ownStateQuery(id: string) {
  return queryOptions({
    queryKey: ['own-state', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/concentrators/{id}/own-state', { params: { path: { id } }, signal })),
    refetchInterval: 15_000,
  })
}

/** Its event log, the newest first. */
export function ownEventsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['own-events', id],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id }, query: { limit: 50, cursor: pageParam } }
      return answerOf(api.GET('/api/v1/concentrators/{id}/own-events', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 30_000,
  })
}
