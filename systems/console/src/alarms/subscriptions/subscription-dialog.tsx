import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { alarmRulesQuery, subscriptionsQuery } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import { destinationsQuery } from '../../api/integration-queries.ts'
import { type AlarmSubscription, roles, severities } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Switch } from '../../kit/form/switch.tsx'
import { TextArea } from '../../kit/form/text-area.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { usePerson } from '../../session/session.ts'
import { useNaming } from '../naming.ts'
import { formOf, type SubscriptionForm, settingsOf } from './subscription-form.ts'

interface SubscriptionDialogProps {
  readonly subscription: AlarmSubscription | undefined
  readonly onClose: () => void
}

/** Asks for a subscription: the way, the kinds and the severity. */
export function SubscriptionDialog({ subscription, onClose }: SubscriptionDialogProps) {
  const t = useText()
  const naming = useNaming()
  const queries = useQueryClient()
  const person = usePerson() ?? ''
  const destinations = useQuery(destinationsQuery).data?.items ?? []
  const rules = useQuery(alarmRulesQuery).data?.items ?? []
  const [form, setForm] = useState(() => formOf(subscription, person))
  const set = (change: Partial<SubscriptionForm>) => setForm({ ...form, ...change })
  const isMail = destinations.some(({ name, kind }) => name === form.destination && kind === 'smtp')
  const save = useMutation({
    mutationFn: () => {
      const body = settingsOf(form, { isMail, kinds: subscription?.kinds ?? [] })
      return subscription === undefined
        ? answerOf(api.POST('/api/v1/alarm-subscriptions', { body }))
        : answerOf(
            api.PUT('/api/v1/alarm-subscriptions/{id}', { params: { path: { id: subscription.id } }, body }),
          )
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: subscriptionsQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog
      title={t(subscription ? 'subscriptions.change' : 'subscriptions.add')}
      isOpen
      onClose={onClose}
      isDismissable={false}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('destinations.name')}
          isRequired
          autoFocus
          maxLength={64}
          value={form.name}
          onChange={name => set({ name })}
        />
        <div className="flex flex-col gap-1">
          <span className="label">{t('subscriptions.to')}</span>
          <Segmented
            label={t('subscriptions.to')}
            options={(['person', 'role', 'destination'] as const).map(key => ({
              key,
              name: t(`subscriptions.to.${key}`),
            }))}
            value={form.to}
            onChange={to => set({ to })}
          />
        </div>
        {form.to === 'person' && (
          <TextField
            label={t('subscriptions.to.person')}
            isRequired
            value={form.person}
            onChange={text => set({ person: text.trim() })}
          />
        )}
        {form.to === 'role' && (
          <Select
            label={t('subscriptions.to.role')}
            options={roles.map(key => ({ key, name: t(`role.${key}`) }))}
            value={form.role}
            onChange={role => set({ role })}
          />
        )}
        {form.to === 'destination' && (
          <Select
            label={t('subscriptions.to.destination')}
            options={[
              { key: '', name: t('subscriptions.choose') },
              ...destinations.map(({ name }) => ({ key: name, name })),
            ]}
            value={form.destination}
            onChange={destination => set({ destination })}
          />
        )}
        {form.to === 'destination' && isMail && (
          <TextArea
            label={t('subscriptions.addresses')}
            rows={2}
            isRequired
            value={form.addresses}
            onChange={addresses => set({ addresses })}
          />
        )}
        <Select
          label={t('subscriptions.least')}
          options={severities.map(key => ({ key, name: t(`severity.${key}`) }))}
          value={form.severity}
          onChange={severity => set({ severity })}
        />
        <Select
          label={t('subscriptions.kinds')}
          options={[
            { key: '', name: t('subscriptions.all-kinds') },
            { key: 'outage', name: t('incident.outage') },
            ...rules.map(({ kind }) => ({ key: kind as string, name: naming.alarm(kind) })),
          ]}
          value={form.kind}
          onChange={kind => set({ kind })}
        />
        <TextField
          label={t('subscriptions.substation')}
          value={form.substation}
          onChange={text => set({ substation: text.trim() })}
        />
        <Switch isSelected={form.enabled} onChange={enabled => set({ enabled })}>
          {t('subscriptions.on')}
        </Switch>
        {save.isError && <Failure what={t('subscriptions.change-failed')} error={save.error} />}
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
