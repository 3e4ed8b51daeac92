import { msPerMinute } from '@ferraris/metering'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import type { DeviceOrder, DeviceState, Severity } from './resources.ts'

/** Figures that change by the second are asked for at most this often. */
const livePeriod = 2000

export const summaryQuery = queryOptions({
  queryKey: ['summary'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/summary', { signal })),
  refetchInterval: livePeriod,
})

export interface MeterFilter {
  readonly search: string
  readonly state: DeviceState | null
  /** What is wrong with the readings of those that are wanted. */
  readonly lack?: 'incomplete' | 'clock-off' | null
  /** By what they stand in order; by serial number without. */
  readonly order?: MeterOrder | null
}

export interface MeterOrder {
  readonly column: DeviceOrder
  readonly isDescending: boolean
}

export function endDevicesQuery({ search, state, lack = null, order = null }: MeterFilter) {
  return infiniteQueryOptions({
    queryKey: ['end-devices', { search, state, lack, order }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 100,
        search: search || undefined,
        state: state ?? undefined,
        incomplete: lack === 'incomplete' || undefined,
        clock: lack === 'clock-off' ? ('off' as const) : undefined,
        order: order?.column,
        descending: order?.isDescending,
        cursor: pageParam,
      }
      return answerOf(api.GET('/api/v1/end-devices', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    placeholderData: previous => previous,
  })
}

/** The first few meters that match, for the palette. */
export function foundMetersQuery(search: string) {
  return queryOptions({
    queryKey: ['end-devices', 'found', search],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/end-devices', { params: { query: { search, limit: 8 } }, signal })),
    enabled: search !== '',
    placeholderData: previous => previous,
  })
}

export function endDeviceQuery(serial: string) {
  return queryOptions({
    queryKey: ['end-device', serial],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/end-devices/{serial}', { params: { path: { serial } }, signal })),
    refetchInterval: 15_000,
  })
}

export function objectsQuery(serial: string) {
  return queryOptions({
    queryKey: ['objects', serial],
    queryFn: ({ signal }) => readObjects(serial, { refresh: false, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The objects as kept; with `refresh`, as the meter shows them now. */
export function readObjects(serial: string, options: { refresh: boolean; signal?: AbortSignal }) {
  return answerOf(
    api.GET('/api/v1/end-devices/{serial}/objects', {
      params: { path: { serial }, query: { refresh: options.refresh } },
      signal: options.signal,
    }),
  )
}

interface BlockRange {
  readonly endDevice: string
  readonly obis: string
  /** First and last local day, both included. */
  readonly from: string
  readonly to: string
}

export function intervalBlocksQuery(range: BlockRange) {
  return queryOptions({
    queryKey: ['interval-blocks', range.endDevice, range.obis, range.from, range.to],
    queryFn: async ({ signal }) => {
      const answer = await answerOf(api.GET('/api/v1/interval-blocks', { params: { query: range }, signal }))
      return answer.items
    },
    staleTime: msPerMinute,
  })
}

export interface EventFilter {
  readonly endDevice?: string
  readonly severity?: Severity
  /** Only events at or after this instant. */
  readonly from?: string
}

export function eventsQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: ['events', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: 200, cursor: pageParam }
      return answerOf(api.GET('/api/v1/end-device-events', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 30_000,
  })
}

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/meter-read-schedules', { signal })),
})

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/users', { signal })),
})

export const fieldDevicesQuery = queryOptions({
  queryKey: ['field-devices'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/field-devices', { signal })),
})

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/tokens', { signal })),
})
