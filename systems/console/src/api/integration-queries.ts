import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import type { MessageFilter } from './resources.ts'

/** Messages from and to other systems, the newest first. */
export function messagesQuery(filter: MessageFilter) {
  return infiniteQueryOptions({
    queryKey: ['messages', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: 100, cursor: pageParam }
      return answerOf(api.GET('/api/v1/integration/messages', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 15_000,
  })
}

export function messageQuery(id: number) {
  return queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/integration/messages/{id}', { params: { path: { id } }, signal })),
  })
}

export const destinationsQuery = queryOptions({
  queryKey: ['destinations'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/integration/destinations', { signal })),
  refetchInterval: 15_000,
})

export const partnerCodesQuery = queryOptions({
  queryKey: ['partner-codes'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/integration/partner-codes', { signal })),
})
