import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { ControlRequest } from '../../api/resources.ts'

export type Order = Omit<ControlRequest, 'id' | 'priority'>

/** Sends an interactive order; the lists of orders follow it. */
export function useOrder() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (order: Order) =>
      answerOf(api.POST('/api/v1/end-device-controls', { body: { ...order, priority: 'on-demand' } })),
    onSuccess: control => {
      queries.setQueryData(['control', control.id], control)
      return queries.invalidateQueries({ queryKey: ['controls'] })
    },
  })
}
