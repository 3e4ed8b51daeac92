import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'

/** Each person changes the own password, whatever the role. */
export default function OwnPasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/session/password', { body: { current, password } })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  if (change.isSuccess)
    return (
      <Dialog title={t('people.own-password')} isOpen onClose={onClose}>
        <p role="status">{t('people.own-password.done')}</p>
        <div className="flex justify-end">
          <Button look="primary" autoFocus onPress={onClose}>
            {t('common.close')}
          </Button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={t('people.own-password')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('people.current-password')}
          type="password"
          autoComplete="current-password"
          isRequired
          autoFocus
          value={current}
          onChange={setCurrent}
        />
        <TextField
          label={t('people.new-password')}
          type="password"
          autoComplete="new-password"
          hint={t('people.password-hint')}
          minLength={10}
          isRequired
          value={password}
          onChange={setPassword}
        />
        <p className="text-ink-2">{t('people.own-password.means')}</p>
        {change.isError && <Failure what={t('people.password-failed')} error={change.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={change.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
