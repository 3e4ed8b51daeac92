import { type FormEvent, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextArea } from '../../kit/form/text-area.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useAct } from './use-act.ts'

interface ActionDialogProps {
  readonly action: 'assign' | 'comment' | 'close'
  readonly keys: readonly string[]
  readonly onClose: () => void
  readonly onDone?: (() => void) | undefined
}

/** Asks for what an action needs: the person it is assigned to, and the comment that stays with it. */
export function ActionDialog({ action, keys, onClose, onDone }: ActionDialogProps) {
  const t = useText()
  const [to, setTo] = useState('')
  const [comment, setComment] = useState('')
  const act = useAct(keys, () => {
    onClose()
    onDone?.()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate({ action, ...(action === 'assign' && { to }), ...(comment !== '' && { comment }) })
  }
  return (
    <Dialog title={t(`alarms.${action}-title`, { count: keys.length })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {action === 'assign' && (
          <TextField
            label={t('alarms.assign-to')}
            isRequired
            autoFocus
            maxLength={64}
            value={to}
            onChange={setTo}
          />
        )}
        <TextArea
          label={t('alarms.comment-text')}
          rows={3}
          isRequired={action !== 'assign'}
          value={comment}
          onChange={setComment}
        />
        {act.isError && <Failure what={t('alarms.action-failed')} error={act.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={act.isPending}>
            {t(`alarms.${action}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
