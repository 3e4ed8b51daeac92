import type { ReactNode } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../form/button.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmProps {
  readonly title: string
  /** What will happen, and that it cannot be taken back. */
  readonly consequence: string
  /** What has to be looked at before. */
  readonly evidence?: ReactNode
  readonly action: string
  /** Default `danger`. */
  readonly look?: 'danger' | 'primary'
  readonly isOpen: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that cannot be taken back. */
export function Confirm({
  title,
  consequence,
  evidence,
  action,
  look = 'danger',
  isOpen,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const t = useText()
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} role="alertdialog">
      <p className="text-form text-ink-2">{consequence}</p>
      {evidence}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button
          look={look}
          onPress={() => {
            onConfirm()
            onClose()
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
