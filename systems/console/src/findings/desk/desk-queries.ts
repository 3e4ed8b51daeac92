import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

/** Days that wait for a person, the worst first. */
export const exceptionsQuery = infiniteQueryOptions({
  queryKey: ['meter-data', 'exceptions'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/meter-data/exceptions', {
        params: { query: { limit: 100, cursor: pageParam } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: 30_000,
})

/** A day of a channel of a meter. */
export interface DayPlace {
  readonly serial: string
  readonly obis: string
  readonly day: string
}

export function dayQuery(place: DayPlace) {
  return queryOptions({
    queryKey: ['meter-data', 'day', place],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/meter-data/days/{serial}/{obis}/{day}', { params: { path: { ...place } }, signal }),
      ),
  })
}

/** What a person decides about the version that is shown. */
export type Decision =
  | { readonly step: 'confirm'; readonly version: number; readonly reason: string }
  | {
      readonly step: 'edit'
      readonly version: number
      readonly reason: string
      readonly values: { readonly interval: number; readonly value: number }[]
    }

export function useDecision(place: DayPlace) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ step, ...decided }: Decision) => {
      const params = { path: { ...place } }
      if (step === 'confirm') {
        const body = { version: decided.version, reason: decided.reason }
        return answerOf(
          api.POST('/api/v1/meter-data/days/{serial}/{obis}/{day}/confirmations', { params, body }),
        )
      }
      const body = decided as Omit<Extract<Decision, { step: 'edit' }>, 'step'>
      return answerOf(api.POST('/api/v1/meter-data/days/{serial}/{obis}/{day}/edits', { params, body }))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['meter-data'] }),
  })
}
