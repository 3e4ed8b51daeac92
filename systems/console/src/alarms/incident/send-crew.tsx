import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { renewDesk } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Failure } from '../../kit/states.tsx'

/** Homes of one work request: those that are dark first, as many as a crew looks at. */
const mostHomes = 20

/** Asks for work on site at homes that are still dark, and notes it on the incident. */
export function SendCrew({ id, title }: { id: number; title: string }) {
  const t = useText()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const ask = useMutation({
    mutationFn: async () => {
      const params = { path: { id }, query: { back: false, limit: mostHomes } }
      const { items } = await answerOf(api.GET('/api/v1/incidents/{id}/homes', { params }))
      const request = await answerOf(
        api.POST('/api/v1/work-requests', {
          body: {
            reason: `${title} ${id}`,
            endDevices: items.map(({ endDevice }) => endDevice),
            steps: [{ action: 'read-registers' }],
          },
        }),
      )
      const comment = t('incident.crew-sent', { id: request.id })
      await answerOf(
        api.POST('/api/v1/incidents/actions', { body: { ids: [id], action: 'comment', comment } }),
      )
    },
    onSuccess: () => {
      renewDesk(queries)
      go('/orders/work')
    },
  })
  return (
    <>
      <Button onPress={() => ask.mutate()} isPending={ask.isPending}>
        {t('incident.send-crew')}
      </Button>
      {ask.isError && <Failure what={t('incident.crew-failed')} error={ask.error} />}
    </>
  )
}
