import { type FormEvent, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'

interface LimitDialogProps {
  readonly serial: string
  readonly onLimit: (watts: number) => void
  readonly onClose: () => void
}

/** Asks for the power that the meter is to let through, in watts. */
export function LimitDialog({ serial, onLimit, onClose }: LimitDialogProps) {
  const t = useText()
  const [watts, setWatts] = useState('3300')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onLimit(Number(watts))
    onClose()
  }
  return (
    <Dialog title={t('order.limit.title', { serial })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('order.limit.watts')}
          hint={t('order.limit.hint')}
          isRequired
          autoFocus
          inputMode="numeric"
          pattern="[0-9]{1,8}"
          value={watts}
          onChange={text => setWatts(text.trim())}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('order.limit.ask')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
