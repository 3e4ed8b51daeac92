import { infiniteQueryOptions } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

/** Lists of debts, the newest first. */
export const debtListsQuery = infiniteQueryOptions({
  queryKey: ['debts'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(api.GET('/api/v1/debt-lists', { params: { query: { limit: 25, cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: 15_000,
})

/** Debts of a list, by serial number. */
export function debtsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['debts', id],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id }, query: { limit: 50, cursor: pageParam } }
      return answerOf(api.GET('/api/v1/debt-lists/{id}/debts', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 10_000,
  })
}
