import { useQuery } from '@tanstack/react-query'
import { summaryQuery } from '../api/queries.ts'
import { localZone } from './format/instants.ts'

/** Zone of the head-end: times that belong to no meter are told in it, the same on every desk. */
export function useSystemZone(): string {
  const { data } = useQuery({
    ...summaryQuery,
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data?.timeZone ?? localZone()
}
