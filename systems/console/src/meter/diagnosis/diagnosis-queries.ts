import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { DiagnosisReason } from '../../api/resources.ts'

/** Snapshots of a meter, the newest first. */
export function diagnosesQuery(serial: string) {
  return queryOptions({
    queryKey: ['diagnoses', serial],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/end-devices/{serial}/diagnoses', { params: { path: { serial } }, signal })),
  })
}

/** A snapshot, which does not change any more. */
export function diagnosisQuery(id: string) {
  return queryOptions({
    queryKey: ['diagnosis', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/diagnoses/{id}', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useDiagnose(serial: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (reason: DiagnosisReason) =>
      answerOf(
        api.POST('/api/v1/end-devices/{serial}/diagnoses', {
          params: { path: { serial } },
          body: { reason },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: diagnosesQuery(serial).queryKey }),
  })
}

/** Where the document of a snapshot is. */
export function reportOf(id: string, format: 'pdf' | 'json'): string {
  return `/api/v1/diagnoses/${encodeURIComponent(id)}/report?format=${format}`
}
