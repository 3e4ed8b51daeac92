import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextArea } from '../kit/form/text-area.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'

/** Changes what a message says, and sends it: the head-end looks whether it is still a message. */
export function MendDialog({ id, xml, onClose }: { id: number; xml: string; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [text, setText] = useState(xml)
  const mend = useMutation({
    mutationFn: () =>
      answerOf(
        api.PUT('/api/v1/integration/messages/{id}', { params: { path: { id } }, body: { xml: text } }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['messages'] })
      void queries.invalidateQueries({ queryKey: ['message', id] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mend.mutate()
  }
  return (
    <Dialog title={t('messages.mend')} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('messages.mend.means')}</p>
        <TextArea label={t('messages.text')} rows={16} mono isRequired value={text} onChange={setText} />
        {mend.isError && <Failure what={t('messages.act-failed')} error={mend.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={mend.isPending}>
            {t('messages.mend.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
