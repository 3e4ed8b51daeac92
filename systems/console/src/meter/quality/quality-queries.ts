import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

export function qualityQuery(serial: string, days: number) {
  return queryOptions({
    queryKey: ['quality', serial, days],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/end-devices/{serial}/quality', {
          params: { path: { serial }, query: { days } },
          signal,
        }),
      ),
  })
}

export function useReadQuality(serial: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/api/v1/end-devices/{serial}/quality', { params: { path: { serial } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['quality', serial] }),
  })
}
