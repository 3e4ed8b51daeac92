import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import type { DataDeletion } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'
import { customersKey } from './queries.ts'

/** Refuses a demand, for a reason that the customer reads. */
export function RefuseDialog({ demand, onClose }: { demand: DataDeletion; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const refuse = useMutation({
    mutationFn: () => {
      const params = { path: { id: demand.id } }
      return answerOf(
        api.POST('/api/v1/data-deletions/{id}/refuse', { params, body: { reason: reason.trim() } }),
      )
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: customersKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    refuse.mutate()
  }
  return (
    <Dialog title={t('customers.refuse-of', { name: demand.usagePoint })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('customers.reason')}
          hint={t('customers.reason.hint')}
          isRequired
          autoFocus
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        {refuse.isError && <Failure what={t('customers.not-refused')} error={refuse.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={refuse.isPending}>
            {t('customers.refuse')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
