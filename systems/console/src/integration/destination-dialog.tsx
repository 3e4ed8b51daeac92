import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { destinationsQuery } from '../api/integration-queries.ts'
import type { Destination } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Select } from '../kit/form/select.tsx'
import { Switch } from '../kit/form/switch.tsx'
import { TextArea } from '../kit/form/text-area.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'
import { formOf, isBroker, kinds, publishedNouns, settingsOf, tellsOfAlarmsOnly } from './destination-form.ts'

interface DestinationDialogProps {
  /** The one to change; a new one without it. */
  readonly destination: Destination | undefined
  readonly onClose: () => void
}

/** Where messages go, in which form, and what is published there. Credentials go to the head-end and never come back. */
export function DestinationDialog({ destination, onClose }: DestinationDialogProps) {
  const t = useText()
  const queries = useQueryClient()
  const [form, setForm] = useState(() => formOf(destination))
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const save = useMutation({
    mutationFn: () => {
      const settings = settingsOf(form, destination?.role)
      return destination === undefined
        ? answerOf(api.POST('/api/v1/integration/destinations', { body: { name: form.name, ...settings } }))
        : answerOf(
            api.PUT('/api/v1/integration/destinations/{name}', {
              params: { path: { name: destination.name } },
              body: settings,
            }),
          )
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: destinationsQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const kept = destination?.hasPassword ? { hint: t('destinations.secret-kept') } : {}
  const secret = { type: 'password', autoComplete: 'off', ...kept } as const
  const title = destination ? t('destinations.edit-of', { name: destination.name }) : t('destinations.add')
  return (
    <Dialog title={title} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!destination && (
          <TextField
            label={t('destinations.name')}
            isRequired
            autoFocus
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
            value={form.name}
            onChange={name => set({ name: name.trim() })}
          />
        )}
        <Select
          label={t('destinations.kind')}
          options={kinds.map(key => ({ key, name: t(`destinations.kind.${key}`) }))}
          value={form.kind}
          onChange={kind => set({ kind })}
        />
        <TextField
          label={t('destinations.url')}
          isRequired
          mono
          value={form.url}
          onChange={url => set({ url: url.trim() })}
        />
        {isBroker(form.kind) && (
          <TextField
            label={t(form.kind === 'smtp' ? 'destinations.from' : 'destinations.address')}
            isRequired
            mono
            value={form.address}
            onChange={address => set({ address: address.trim() })}
          />
        )}
        {isBroker(form.kind) && form.kind !== 'smtp' && (
          <TextField
            label={t('destinations.requests')}
            hint={t('destinations.requests.hint')}
            mono
            value={form.requests}
            onChange={requests => set({ requests: requests.trim() })}
          />
        )}
        {form.kind !== 'smtp' && (
          <Select
            label={t('destinations.form')}
            options={(['generic', 'typed', 'json'] as const).map(key => ({
              key,
              name: t(`destinations.form.${key}`),
            }))}
            value={form.form}
            onChange={chosen => set({ form: chosen })}
          />
        )}
        {!tellsOfAlarmsOnly(form) && (
          <fieldset className="flex flex-col">
            <legend className="label">{t('destinations.nouns')}</legend>
            {publishedNouns.map(noun => (
              <Switch
                key={noun}
                isSelected={form.nouns.includes(noun)}
                onChange={isOn =>
                  set({
                    nouns: publishedNouns.filter(one => (one === noun ? isOn : form.nouns.includes(one))),
                  })
                }
              >
                {t(`destinations.noun.${noun}`)}
              </Switch>
            ))}
          </fieldset>
        )}
        {form.kind === 'http' && (
          <TextField
            {...secret}
            label={t('destinations.signing-key')}
            value={form.signingKey}
            onChange={signingKey => set({ signingKey })}
          />
        )}
        <TextField
          label={t('destinations.username')}
          autoComplete="off"
          value={form.username}
          onChange={username => set({ username: username.trim() })}
        />
        <TextField
          {...secret}
          label={t('destinations.password')}
          value={form.password}
          onChange={password => set({ password })}
        />
        {form.kind === 'soap' && (
          <Switch isSelected={form.wsSecurity} onChange={wsSecurity => set({ wsSecurity })}>
            {t('destinations.ws-security')}
          </Switch>
        )}
        <TextField
          {...secret}
          label={t('destinations.token')}
          value={form.token}
          onChange={token => set({ token })}
        />
        <TextArea
          label={t('destinations.authorities')}
          rows={3}
          mono
          value={form.authorities}
          onChange={authorities => set({ authorities })}
        />
        <Switch isSelected={form.enabled} onChange={enabled => set({ enabled })}>
          {t('destinations.enabled')}
        </Switch>
        {save.isError && <Failure what={t('destinations.change-failed')} error={save.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
