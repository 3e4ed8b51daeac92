import { queryOptions } from '@tanstack/react-query'
import { answerOf, api } from '../api/client.ts'

/** What is asked anew when something of it was changed. */
export const customersKey = ['customers'] as const

/** What the signed-in person may see of customers' data. */
export const sharedQuery = queryOptions({
  queryKey: [...customersKey, 'shared'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/shared-data', { signal })),
})

export const consentsQuery = queryOptions({
  queryKey: [...customersKey, 'consents'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/consents', { signal })),
})

export const thirdPartiesQuery = queryOptions({
  queryKey: [...customersKey, 'third-parties'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/third-parties', { signal })),
})

export const deletionsQuery = queryOptions({
  queryKey: [...customersKey, 'deletions'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/data-deletions', { signal })),
})

export const agreementsQuery = queryOptions({
  queryKey: [...customersKey, 'agreements'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/customer-agreements', { params: { query: { limit: 500 } }, signal })),
})

/** Active energy import of the days of a range. */
export function dailyQuery(id: string, query: { endDevice: string; from: string; to: string }) {
  return queryOptions({
    queryKey: [...customersKey, 'daily', id, query],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/shared-data/{id}/daily-energy', {
          params: { path: { id }, query: { ...query, obis: '1.0.1.8.0.255' } },
          signal,
        }),
      ),
  })
}
