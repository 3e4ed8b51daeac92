import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import { saveFile } from '../../kit/save-file.ts'

export function ticketsQuery(concentrator: string) {
  return queryOptions({
    queryKey: ['tickets', concentrator],
    queryFn: ({ signal }) => {
      const params = { path: { id: concentrator }, query: { limit: 500 } }
      return answerOf(api.GET('/api/v1/concentrators/{id}/tickets', { params, signal }))
    },
    refetchInterval: 30_000,
  })
}

interface TicketWish {
  readonly fieldDevice: string
  readonly right: 'read' | 'change'
  readonly hours: number
}

/** Gives a ticket; its file is saved, for it is not kept here. */
export function useGive(concentrator: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ hours, ...wish }: TicketWish) => {
      const notAfter = new Date(Date.now() + hours * 3_600_000).toISOString()
      const { document } = await answerOf(
        api.POST('/api/v1/concentrators/{id}/tickets', {
          params: { path: { id: concentrator } },
          body: { ...wish, notAfter },
        }),
      )
      saveFile(`ticket-${concentrator}.json`, [document], 'application/json')
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['tickets'] }),
  })
}

export function useRecall(concentrator: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (ticket: string) => {
      const params = { path: { id: concentrator, ticket } }
      return answerOf(api.DELETE('/api/v1/concentrators/{id}/tickets/{ticket}', { params }))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['tickets'] }),
  })
}
