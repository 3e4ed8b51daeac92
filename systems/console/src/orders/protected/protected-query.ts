import { infiniteQueryOptions } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

/** Customers whose supply is not switched off by one person alone. */
export const protectedQuery = infiniteQueryOptions({
  queryKey: ['protected-customers'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/protected-customers', {
        params: { query: { limit: 100, cursor: pageParam } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
})
