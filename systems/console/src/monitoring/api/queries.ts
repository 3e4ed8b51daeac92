import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf } from '../../api/client.ts'
import { platform } from './client.ts'

/** By what success is told. */
export const groupings = ['day', 'kind', 'province', 'model', 'hour'] as const
export type Grouping = (typeof groupings)[number]

export const campaignQuery = queryOptions({
  queryKey: ['monitoring', 'campaign'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/campaign', { signal })),
})

export const overviewQuery = queryOptions({
  queryKey: ['monitoring', 'overview'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/overview', { signal })),
})

export function successQuery(by: Grouping) {
  return queryOptions({
    queryKey: ['monitoring', 'success', by],
    queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/success', { params: { query: { by } }, signal })),
  })
}

export function devicesQuery(search: string, order: 'name' | 'rate') {
  return infiniteQueryOptions({
    queryKey: ['monitoring', 'devices', search, order],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        platform.GET('/api/v1/devices', {
          params: { query: { limit: 100, order, search: search || undefined, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    placeholderData: previous => previous,
  })
}

export function deviceQuery(id: string) {
  return queryOptions({
    queryKey: ['monitoring', 'device', id],
    queryFn: ({ signal }) =>
      answerOf(platform.GET('/api/v1/devices/{id}', { params: { path: { id } }, signal })),
  })
}

export function deviceDaysQuery(id: string) {
  return queryOptions({
    queryKey: ['monitoring', 'device', id, 'days'],
    queryFn: ({ signal }) =>
      answerOf(platform.GET('/api/v1/devices/{id}/days', { params: { path: { id } }, signal })),
  })
}

export const participantsQuery = queryOptions({
  queryKey: ['monitoring', 'participants'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/participants', { signal })),
})

export const offersQuery = queryOptions({
  queryKey: ['monitoring', 'offers'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/offers', { signal })),
})

export const testsQuery = queryOptions({
  queryKey: ['monitoring', 'tests'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/integration-tests', { signal })),
})

export const noticesQuery = queryOptions({
  queryKey: ['monitoring', 'notices'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/notices', { signal })),
})

export const provincesQuery = queryOptions({
  queryKey: ['monitoring', 'provinces'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/provinces', { signal })),
})

export const visitsQuery = queryOptions({
  queryKey: ['monitoring', 'visits'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/visits', { signal })),
})

export const ticketsQuery = queryOptions({
  queryKey: ['monitoring', 'tickets'],
  queryFn: ({ signal }) => answerOf(platform.GET('/api/v1/tickets', { signal })),
})
