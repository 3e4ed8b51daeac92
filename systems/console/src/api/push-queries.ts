import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'

/** How much meters push, and where. */
export const pushStatisticsQuery = queryOptions({
  queryKey: ['pushes', 'statistics'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/push-statistics', { signal })),
  refetchInterval: 15_000,
})

/** Pushes that were not taken, by sender and reason. */
export const refusedPushesQuery = infiniteQueryOptions({
  queryKey: ['pushes', 'refused'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/refused-pushes', { params: { query: { limit: 50, cursor: pageParam } }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: 15_000,
})

/** Meters that called and are not in the inventory. */
export const unknownCallersQuery = infiniteQueryOptions({
  queryKey: ['pushes', 'callers'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/unknown-callers', { params: { query: { limit: 50, cursor: pageParam } }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: 15_000,
})
