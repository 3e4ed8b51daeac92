import { queryOptions } from '@tanstack/react-query'
import { answerOf, api } from './client.ts'
import { ProblemError } from './problem.ts'
import type { MeterButton, MeterFront } from './resources.ts'

/** The front of a meter of a simulated district; null for every other meter. */
export function meterFrontQuery(serial: string) {
  return queryOptions({
    queryKey: ['front', serial],
    queryFn: async ({ signal }): Promise<MeterFront | null> => {
      try {
        const params = { path: { serial } }
        return await answerOf(api.GET('/api/v1/simulation/meters/{serial}/front', { params, signal }))
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null
        throw error
      }
    },
    // What is not simulated will never be.
    staleTime: ({ state }) => (state.data === null ? Number.POSITIVE_INFINITY : 0),
  })
}

export function pressButton(serial: string, button: MeterButton) {
  const params = { path: { serial } }
  return answerOf(api.POST('/api/v1/simulation/meters/{serial}/front', { params, body: { button } }))
}
