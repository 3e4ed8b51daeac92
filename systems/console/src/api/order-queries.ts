import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import type { ApprovalState, DeviceFileKind } from './resources.ts'

/** Where the supply switch of a meter stands. */
export function supplyQuery(serial: string) {
  return queryOptions({
    queryKey: ['controls', 'supply', serial],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/end-devices/{serial}/supply', { params: { path: { serial } }, signal })),
    refetchInterval: 10_000,
  })
}

/** Files for meters, the newest first. */
export function filesQuery(kind?: DeviceFileKind) {
  return infiniteQueryOptions({
    queryKey: ['files', kind ?? 'any'],
    queryFn: ({ pageParam, signal }) => {
      const query = { kind, limit: 50, cursor: pageParam }
      return answerOf(api.GET('/api/v1/files', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
  })
}

/** What waits for a second person, or was decided by one, the newest first. */
export function approvalsQuery(state?: ApprovalState) {
  return infiniteQueryOptions({
    queryKey: ['approvals', state ?? 'any'],
    queryFn: ({ pageParam, signal }) => {
      const query = { state, limit: 50, cursor: pageParam }
      return answerOf(api.GET('/api/v1/approvals', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 15_000,
  })
}
