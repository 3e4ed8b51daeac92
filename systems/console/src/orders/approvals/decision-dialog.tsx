import { type FormEvent, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'

interface DecisionDialogProps {
  readonly title: string
  readonly action: string
  /** A refusal says why; a consent may. */
  readonly isConsent: boolean
  readonly onDecide: (comment: string) => void
  readonly onClose: () => void
}

/** Asks for the word of the second person, with the reason. */
export function DecisionDialog({ title, action, isConsent, onDecide, onClose }: DecisionDialogProps) {
  const t = useText()
  const [comment, setComment] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onDecide(comment.trim())
    onClose()
  }
  return (
    <Dialog title={title} isOpen onClose={onClose} role="alertdialog">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">
          {t(isConsent ? 'approvals.approve-means' : 'approvals.reject-means')}
        </p>
        <TextField
          label={t(isConsent ? 'approvals.comment' : 'approvals.why')}
          isRequired={!isConsent}
          autoFocus
          maxLength={500}
          value={comment}
          onChange={setComment}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look={isConsent ? 'primary' : 'danger'} type="submit">
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
