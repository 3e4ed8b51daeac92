import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import type { Activity } from './resources.ts'

export function isUnderWay({ state }: Pick<Activity, 'state'>): boolean {
  return state === 'planned' || state === 'running'
}

/** Activities, the newest first; asked for often while one is under way. */
export const activitiesQuery = infiniteQueryOptions({
  queryKey: ['activities'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(api.GET('/api/v1/activities', { params: { query: { limit: 25, cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: ({ state }) =>
    state.data?.pages.some(page => page.items.some(isUnderWay)) ? 3000 : 20_000,
})

export function activityQuery(id: string) {
  return queryOptions({
    queryKey: ['activity', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/activities/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? 20_000 : 2000),
  })
}

/** Meters that got no order, and why. */
export function leftOutQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['activity', id, 'left-out'],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id }, query: { limit: 50, cursor: pageParam } }
      return answerOf(api.GET('/api/v1/activities/{id}/left-out', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
  })
}

/** Saved groups of meters. */
export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/end-device-groups', { params: { query: { limit: 500 } }, signal })),
})
