import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import type { Control } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Failure } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { waitOf } from './order-words.ts'

/** What an open order waits for, and the button that cancels it. Nothing for one that is over. */
export function OrderWaits({ control }: { control: Control }) {
  const t = useText()
  const mayOrder = useMay('operator')
  const cancel = useCancel(control.id)
  const wait = waitOf(control, t)
  if (wait === null) return null
  return (
    <>
      <p className="mt-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-ink-2">
        <span>{wait}</span>
        {mayOrder && control.waitsFor !== 'cancellation' && (
          <Button onPress={() => cancel.mutate()} isPending={cancel.isPending}>
            {t('order.cancel')}
          </Button>
        )}
      </p>
      {cancel.isError && <Failure what={t('order.cancel.failed')} error={cancel.error} />}
    </>
  )
}

/** Cancels an order; the lists of orders follow it. */
function useCancel(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/api/v1/end-device-controls/{id}/cancel', { params: { path: { id } } })),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['control', id] })
      return queries.invalidateQueries({ queryKey: ['controls'] })
    },
  })
}
