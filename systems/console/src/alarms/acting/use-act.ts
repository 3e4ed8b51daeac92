import { useMutation, useQueryClient } from '@tanstack/react-query'
import { renewDesk } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import type { DeskAction } from '../../api/resources.ts'
import { chosenOf } from '../desk/desk-rows.ts'

/** What is done with lines of the desk, whichever they are. */
export type Act = Omit<DeskAction, 'ids'>

/** Acts on lines of the desk, by their keys. */
export function useAct(keys: Iterable<string>, onDone?: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (act: Act) => {
      const { incidents, alarms } = chosenOf(keys)
      if (incidents.length > 0)
        await answerOf(api.POST('/api/v1/incidents/actions', { body: { ...act, ids: incidents } }))
      if (alarms.length > 0)
        await answerOf(api.POST('/api/v1/alarms/actions', { body: { ...act, ids: alarms } }))
    },
    onSuccess: () => {
      renewDesk(queries)
      onDone?.()
    },
  })
}
