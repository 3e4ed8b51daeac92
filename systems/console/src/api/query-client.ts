import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, ProblemError } from './problem.ts'

export const sessionKey = ['session'] as const

/** One cache for all rooms. When the session ends, the first refused request leads to the sign-in page. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) client.setQueryData(sessionKey, null)
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (failures, error) => failures < 2 && isWorthRetrying(error) },
    },
  })
  return client
}

/** The network or the server may recover; a request that was understood and refused will be refused again. */
function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status === 0 || error.status >= 503
}
