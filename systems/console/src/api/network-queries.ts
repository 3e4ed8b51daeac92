import { msPerMinute } from '@ferraris/metering'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import { ProblemError } from './problem.ts'
import type { Control, ControlState, District, FaultKind, FaultOrder } from './resources.ts'

export const concentratorsQuery = infiniteQueryOptions({
  queryKey: ['concentrators'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/concentrators', { params: { query: { limit: 50, cursor: pageParam } }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: 10_000,
})

/** Concentrators to choose from, by name; beyond 500 the choice is by address. */
export const concentratorChoiceQuery = queryOptions({
  queryKey: ['concentrators', 'choice'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/concentrators', { params: { query: { limit: 500 } }, signal })),
})

export function concentratorQuery(id: string) {
  return queryOptions({
    queryKey: ['concentrator', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/concentrators/{id}', { params: { path: { id } }, signal })),
    refetchInterval: 10_000,
  })
}

/** What a concentrator hears; with `at` (ISO 8601) as it was then, which does not change any more. */
export function topologyQuery(id: string, at?: string) {
  return queryOptions({
    queryKey: ['topology', id, at ?? 'now'],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { at } }
      return (await answerOf(api.GET('/api/v1/concentrators/{id}/topology', { params, signal }))).items
    },
    refetchInterval: at === undefined ? 10_000 : false,
    staleTime: at === undefined ? 5_000 : Number.POSITIVE_INFINITY,
  })
}

/** Meters that await a decision. */
export const newMetersQuery = infiniteQueryOptions({
  queryKey: ['commissioning'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/commissioning', { params: { query: { limit: 50, cursor: pageParam } }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => page.nextCursor ?? undefined,
  refetchInterval: 15_000,
})

/** How many there are of them, for the navigation. */
export const newMetersCountQuery = queryOptions({
  queryKey: ['commissioning', 'count'],
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET('/api/v1/commissioning', { params: { query: { limit: 1 } }, signal }))).total,
  refetchInterval: 30_000,
})

/** Their addresses, as many as one answer holds. */
export const waitingAddressesQuery = queryOptions({
  queryKey: ['commissioning', 'addresses'],
  queryFn: async ({ signal }) => {
    const params = { query: { limit: 500 } }
    const { items } = await answerOf(api.GET('/api/v1/commissioning', { params, signal }))
    return new Set(items.map(({ aca }) => aca))
  },
  refetchInterval: 30_000,
})

/** The latest results of a concentrator that the store did not take. */
export function refusedResultsQuery(id: string) {
  return queryOptions({
    queryKey: ['refused-results', id],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { limit: 500 } }
      return answerOf(api.GET('/api/v1/concentrators/{id}/refused-results', { params, signal }))
    },
    refetchInterval: 30_000,
  })
}

/** Settings of a concentrator; asked for often while they wait for its word. */
export function settingsQuery(id: string) {
  return queryOptions({
    queryKey: ['concentrator-settings', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/concentrators/{id}/settings', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? 2000 : 30_000),
  })
}

/** Orders of one meter, those that go through a concentrator, those in one state, or all. */
export interface ControlFilter {
  readonly endDevice?: string
  readonly concentrator?: string
  readonly activity?: string
  readonly state?: ControlState
  readonly cause?: NonNullable<Control['cause']>
}

/** States after which an order changes no more. */
export const settledStates: readonly ControlState[] = [
  'done',
  'verified',
  'refused',
  'failed',
  'expired',
  'cancelled',
]
function isOpen({ state }: Control) {
  return !settledStates.includes(state)
}

/** Orders, the newest first; asked for every second or two while one of them is on its way. */
export function controlsQuery(filter: ControlFilter) {
  return infiniteQueryOptions({
    queryKey: ['controls', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: 25, cursor: pageParam }
      return answerOf(api.GET('/api/v1/end-device-controls', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.some(page => page.items.some(isOpen)) ? 1500 : 20_000),
  })
}

export function controlQuery(id: string) {
  return queryOptions({
    queryKey: ['control', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/end-device-controls/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : 1500),
  })
}

interface BalanceRange {
  readonly concentrator: string
  /** First and last local day, both included; at most 31. */
  readonly from: string
  readonly to: string
}

export function balanceQuery(range: BalanceRange) {
  return queryOptions({
    queryKey: ['energy-balance', range],
    queryFn: async ({ signal }) => {
      const answer = await answerOf(api.GET('/api/v1/energy-balance', { params: { query: range }, signal }))
      return answer.items
    },
    staleTime: msPerMinute,
  })
}

/** The simulated district beside the head-end; null where there is none, as in every real network. */
export const districtQuery = queryOptions({
  queryKey: ['simulation'],
  queryFn: async ({ signal }): Promise<District | null> => {
    try {
      return await answerOf(api.GET('/api/v1/simulation', { signal }))
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return null
      throw error
    }
  },
  // One that is not there will not come: it starts together with the head-end.
  refetchInterval: ({ state }) => (state.data ? 10_000 : false),
  staleTime: ({ state }) => (state.data === null ? Number.POSITIVE_INFINITY : 5_000),
})

export function setFault({ kind, ...body }: FaultOrder & { kind: FaultKind }) {
  return answerOf(api.PUT('/api/v1/simulation/faults/{kind}', { params: { path: { kind } }, body }))
}

export function playScenario(body: { readonly name: string; readonly speed: number }) {
  return answerOf(api.PUT('/api/v1/simulation/scenario', { body }))
}

export function stopScenario() {
  return answerOf(api.DELETE('/api/v1/simulation/scenario'))
}

export function clearFault({ kind, target }: { kind: FaultKind; target: string }) {
  return answerOf(
    api.DELETE('/api/v1/simulation/faults/{kind}', { params: { path: { kind }, query: { target } } }),
  )
}
