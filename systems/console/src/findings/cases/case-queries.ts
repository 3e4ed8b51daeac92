import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { FindingState } from '../../api/resources.ts'

export function casesQuery(state: FindingState) {
  return infiniteQueryOptions({
    queryKey: ['findings', state],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/findings', { params: { query: { state, limit: 100, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 30_000,
  })
}

export function caseQuery(id: number) {
  return queryOptions({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/findings/{id}', { params: { path: { id } }, signal })),
  })
}

/** What a person does with a case. */
export type CaseStep =
  | { readonly id: number; readonly step: 'work' }
  | { readonly id: number; readonly step: Exclude<FindingState, 'open'>; readonly comment?: string }

export function useCaseStep() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (step: CaseStep) => {
      const path = { id: step.id }
      if (step.step === 'work')
        return answerOf(api.POST('/api/v1/findings/{id}/work-request', { params: { path } }))
      const body = { state: step.step, ...(step.comment && { comment: step.comment }) }
      return answerOf(api.PATCH('/api/v1/findings/{id}', { params: { path }, body }))
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['findings'] })
      await queries.invalidateQueries({ queryKey: ['finding'] })
    },
  })
}
