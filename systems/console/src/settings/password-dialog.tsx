import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'

export function PasswordDialog({ username, onClose }: { username: string; onClose: () => void }) {
  const t = useText()
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/users/{username}/password', { params: { path: { username } }, body: { password } }),
      ),
    onSuccess: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Dialog title={t('people.password-of', { username })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('people.new-password')}
          type="password"
          autoComplete="new-password"
          hint={t('people.password-hint')}
          minLength={10}
          isRequired
          autoFocus
          value={password}
          onChange={setPassword}
        />
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
