import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'

/** Hands in a list of debts as CSV. */
export function NewListDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: async (chosen: File) =>
      await answerOf(api.POST('/api/v1/debt-lists', { body: { name, csv: await chosen.text() } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['debts'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null) create.mutate(file)
  }
  return (
    <Dialog title={t('debts.new')} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('debts.new.means')}</p>
        <TextField
          label={t('debts.list')}
          isRequired
          autoFocus
          maxLength={128}
          value={name}
          onChange={setName}
        />
        <div className="flex flex-wrap items-center gap-3">
          <FileTrigger
            acceptedFileTypes={['.csv', 'text/csv']}
            onSelect={files => setFile(files?.[0] ?? null)}
          >
            <Button>{t('files.choose')}</Button>
          </FileTrigger>
          <span className="font-mono text-label break-all">{file?.name ?? t('files.no-choice')}</span>
        </div>
        {create.isError && <Failure what={t('debts.not-kept')} error={create.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="danger"
            type="submit"
            isPending={create.isPending}
            isDisabled={file === null || name.trim() === ''}
          >
            {t('debts.hand-in')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
