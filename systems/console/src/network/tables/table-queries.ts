import { queryOptions, useMutation } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'

/** The rows that every concentrator has. */
export const tableKindsQuery = queryOptions({
  queryKey: ['tables', 'concentrator'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/tables', { params: { query: { of: 'concentrator' } }, signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

/** What is done to a row; each answers what is read of it then. */
export type RowDeed =
  | { readonly do: 'read' | 'reset'; readonly kind: string; readonly row: number }
  | { readonly do: 'write'; readonly kind: string; readonly row: number; readonly octets: string }

export function useRow(concentrator: string) {
  return useMutation({
    mutationFn: (deed: RowDeed) => {
      const params = { path: { id: concentrator, kind: deed.kind }, query: { row: deed.row } }
      if (deed.do === 'write') {
        const body = { octets: deed.octets }
        return answerOf(api.PUT('/api/v1/concentrators/{id}/tables/{kind}', { params, body }))
      }
      return deed.do === 'read'
        ? answerOf(api.GET('/api/v1/concentrators/{id}/tables/{kind}', { params }))
        : answerOf(api.POST('/api/v1/concentrators/{id}/tables/{kind}/reset', { params }))
    },
  })
}
