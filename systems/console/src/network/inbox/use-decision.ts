import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { components } from '../../api/schema.generated.ts'

type Acceptance = components['schemas']['CommissioningAcceptance']

/** What a decision changes: the inbox with its count, and the lines. */
function useAgain() {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: ['topology'] })
    return queries.invalidateQueries({ queryKey: ['commissioning'] })
  }
}

export function useAccept() {
  const again = useAgain()
  return useMutation({
    mutationFn: ({ aca, body }: { aca: string; body: Acceptance }) =>
      answerOf(api.POST('/api/v1/commissioning/{aca}/accept', { params: { path: { aca } }, body })),
    onSettled: again,
  })
}

export function useRefuse() {
  const again = useAgain()
  return useMutation({
    mutationFn: (aca: string) =>
      answerOf(api.POST('/api/v1/commissioning/{aca}/refuse', { params: { path: { aca } } })),
    onSettled: again,
  })
}
