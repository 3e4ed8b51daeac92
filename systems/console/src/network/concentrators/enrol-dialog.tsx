import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Switch } from '../../kit/form/switch.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { OnceShown } from '../../kit/sheet/once-shown.tsx'
import { Failure } from '../../kit/states.tsx'

/** Takes a concentrator into the inventory. Its credential comes once, so the dialog stays until it is closed. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [form, setForm] = useState({ id: '', substation: '', balanceMeter: '', automatic: true })
  const enrol = useMutation({
    mutationFn: () => {
      const { balanceMeter, ...rest } = form
      const body = { ...rest, ...(balanceMeter !== '' && { balanceMeter }) }
      return answerOf(api.POST('/api/v1/concentrators', { body }))
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['concentrators'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enrol.mutate()
  }
  if (enrol.data) {
    return (
      <Dialog title={t('enrol.title')} isOpen onClose={onClose} isDismissable={false}>
        <OnceShown title={t('enrol.issued', { id: enrol.data.id })} text={enrol.data.credential} />
        <p className="mt-4 text-form text-ink-2">{t('enrol.issued.next')}</p>
        <div className="mt-5 flex justify-end">
          <Button look="primary" onPress={onClose}>
            {t('enrol.kept')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('enrol.title')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('concentrator.name')}
          hint={t('enrol.name-hint')}
          isRequired
          autoFocus
          pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
          value={form.id}
          onChange={id => setForm({ ...form, id })}
        />
        <TextField
          label={t('concentrator.substation')}
          isRequired
          maxLength={128}
          value={form.substation}
          onChange={substation => setForm({ ...form, substation })}
        />
        <TextField
          label={t('enrol.balance-meter')}
          hint={t('enrol.balance-meter-hint')}
          mono
          pattern="[0-9A-F]{12}"
          value={form.balanceMeter}
          onChange={text => setForm({ ...form, balanceMeter: text.trim().toUpperCase() })}
        />
        <Switch isSelected={form.automatic} onChange={automatic => setForm({ ...form, automatic })}>
          {t('enrol.automatic')}
        </Switch>
        {enrol.isError && <Failure what={t('enrol.failed')} error={enrol.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          {/* Not `isPending`: its announcement would speak of a button that is gone with the answer. */}
          <Button look="primary" type="submit" isDisabled={enrol.isPending}>
            {t('concentrators.enrol')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
