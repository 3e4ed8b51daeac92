import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../api/client.ts'
import { isSignedOut } from '../api/problem.ts'
import { sessionKey } from '../api/query-client.ts'
import { type Person, type Role, roles } from '../api/resources.ts'

/** The person signed in in this browser, or null. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async (): Promise<Person | null> => {
    try {
      return (await answerOf(api.GET('/api/v1/session'))).user
    } catch (error) {
      if (isSignedOut(error)) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** What each role may: the same as the head-end's routes ask for. */
const grants: Record<Role, readonly Role[]> = {
  viewer: ['viewer', 'evaluator'],
  operator: ['viewer', 'operator', 'evaluator'],
  administrator: roles,
  auditor: ['viewer', 'auditor', 'evaluator'],
  vendor: ['vendor'],
  customer: ['customer', 'third-party'],
  'third-party': ['third-party'],
  evaluator: ['evaluator'],
}

/** Whether the signed-in person's role may do what is for this one. */
export function useMay(least: Role): boolean {
  const { data } = useQuery(sessionQuery)
  return data != null && grants[data.role].includes(least)
}

/** Name of the signed-in person. */
export function usePerson(): string | undefined {
  return useQuery(sessionQuery).data?.username
}

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { username: string; password: string }) =>
      answerOf(api.POST('/api/v1/session', { body })),
    onSuccess: ({ user }) => queries.setQueryData(sessionKey, user),
  })
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/v1/session')),
    onSuccess: () => {
      // What one person saw is not for the next one at this browser.
      queries.removeQueries({ predicate: query => query.queryKey[0] !== sessionKey[0] })
      queries.setQueryData(sessionKey, null)
    },
  })
}
