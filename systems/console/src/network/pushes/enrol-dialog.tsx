import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import type { UnknownCaller } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'

const key = {
  mono: true,
  isRequired: true,
  pattern: '[0-9a-fA-F]{32}|[0-9a-fA-F]{64}',
  autoComplete: 'off',
  type: 'password',
} as const

/** Enrols a meter that calls: its keys go to the head-end and never come back, and it is read over the connection that it opens. */
export function EnrolDialog({ caller, onClose }: { caller: UnknownCaller; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [form, setForm] = useState({ serial: caller.serial ?? '', usagePoint: '', guek: '', gak: '' })
  const client = Number(new URL(caller.uri).searchParams.get('client'))
  const enrol = useMutation({
    mutationFn: () => {
      const { serial, usagePoint, guek, gak } = form
      const body = {
        serial,
        uri: caller.uri,
        keys: [{ client, guek, gak }],
        ...(usagePoint.trim() !== '' && { usagePoint: usagePoint.trim() }),
      }
      return answerOf(api.POST('/api/v1/end-devices', { body }))
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['pushes'] })
      void queries.invalidateQueries({ queryKey: ['end-devices'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enrol.mutate()
  }
  const line = (name: keyof typeof form) => ({
    value: form[name],
    // A usage point may have a space in its name.
    onChange: (text: string) => setForm({ ...form, [name]: name === 'usagePoint' ? text : text.trim() }),
  })
  return (
    <Dialog
      title={t('pushes.enrol-of', { meter: caller.serial ?? caller.systemTitle })}
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('pushes.enrol-means', { client })}</p>
        <TextField label={t('meter.serial')} isRequired mono maxLength={64} {...line('serial')} />
        <TextField label={t('meter.usage-point')} maxLength={64} {...line('usagePoint')} />
        <TextField {...key} label={t('pushes.guek')} hint={t('pushes.key-hint')} {...line('guek')} />
        <TextField {...key} label={t('pushes.gak')} hint={t('pushes.key-hint')} {...line('gak')} />
        {enrol.isError && <Failure what={t('pushes.not-enrolled')} error={enrol.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={enrol.isPending}>
            {t('pushes.enrol-it')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
