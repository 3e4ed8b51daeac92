import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import type { DeviceFile } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'

/** Takes a file out of use, with the reason; there is no way back. */
export function WithdrawDialog({ file, onClose }: { file: DeviceFile; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const withdraw = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/files/{sha256}/withdraw', {
          params: { path: { sha256: file.sha256 } },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['files'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    withdraw.mutate()
  }
  return (
    <Dialog title={t('files.withdraw-of', { name: file.name })} isOpen onClose={onClose} role="alertdialog">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('files.withdraw-means')}</p>
        <TextField
          label={t('approvals.why')}
          isRequired
          autoFocus
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        {withdraw.isError && <Failure what={t('files.not-changed')} error={withdraw.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="danger" type="submit" isPending={withdraw.isPending}>
            {t('files.withdraw')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
