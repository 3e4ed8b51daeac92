import { queryOptions } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

/** Work on site, the newest first. */
export const workRequestsQuery = queryOptions({
  queryKey: ['work-requests'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/work-requests', { params: { query: { limit: 100 } }, signal })),
  refetchInterval: 20_000,
})

export function workRequestQuery(id: string) {
  return queryOptions({
    queryKey: ['work-requests', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/work-requests/{id}', { params: { path: { id } }, signal })),
  })
}
