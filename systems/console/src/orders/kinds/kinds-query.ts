import { queryOptions, useQuery } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { ControlKind } from '../../api/resources.ts'

const kindsQuery = queryOptions({
  queryKey: ['control-kinds'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/end-device-control-kinds', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

/** A kind of order by its name; undefined until the head-end has told. */
export function useKind(name: string): ControlKind | undefined {
  const { data } = useQuery(kindsQuery)
  return data?.items.find(({ kind }) => kind === name)
}

/** What meters can be asked to do; kinds of a concentrator itself are left out. */
export function useMeterKinds(): readonly ControlKind[] {
  const { data } = useQuery(kindsQuery)
  return data?.items.filter(({ isOfConcentrator }) => !isOfConcentrator) ?? []
}
