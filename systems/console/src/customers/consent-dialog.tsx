import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { type Scope, scopes } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Select } from '../kit/form/select.tsx'
import { Switch } from '../kit/form/switch.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'
import { daysBefore } from './days.ts'
import { customersKey, sharedQuery, thirdPartiesQuery } from './queries.ts'

/** Lets a third party see data of one usage point, until a day. */
export function ConsentDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const points = useQuery(sharedQuery).data?.items.filter(({ to }) => to === null) ?? []
  const parties = useQuery(thirdPartiesQuery).data?.items ?? []
  const [form, setForm] = useState({
    agreement: '',
    thirdParty: '',
    chosen: ['daily-energy'] as readonly Scope[],
    from: daysBefore(0),
    until: daysBefore(-365),
  })
  const agreement = form.agreement || (points[0]?.id ?? '')
  const thirdParty = form.thirdParty || (parties[0]?.name ?? '')
  const give = useMutation({
    mutationFn: () => {
      const { chosen, from, until } = form
      const expiresAt = new Date(`${until}T00:00:00`).toISOString()
      const body = { agreement, thirdParty, scopes: [...chosen], from, expiresAt }
      return answerOf(api.POST('/api/v1/consents', { body }))
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: customersKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate()
  }
  const choose = (scope: Scope, isOn: boolean) =>
    setForm({ ...form, chosen: scopes.filter(one => (one === scope ? isOn : form.chosen.includes(one))) })
  return (
    <Dialog title={t('customers.allow')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {parties.length === 0 && <p className="text-ink-2">{t('customers.no-third-parties')}</p>}
        <Select
          label={t('customers.third-party')}
          options={parties.map(({ name }) => ({ key: name, name }))}
          value={thirdParty}
          onChange={name => setForm({ ...form, thirdParty: name })}
        />
        <Select
          label={t('meter.usage-point')}
          options={points.map(({ id, usagePoint }) => ({ key: id, name: usagePoint }))}
          value={agreement}
          onChange={id => setForm({ ...form, agreement: id })}
        />
        {scopes.map(scope => (
          <Switch key={scope} isSelected={form.chosen.includes(scope)} onChange={isOn => choose(scope, isOn)}>
            {t(`scope.${scope}`)}
          </Switch>
        ))}
        <TextField
          label={t('customers.from')}
          hint={t('customers.from.hint')}
          type="date"
          isRequired
          value={form.from}
          onChange={from => setForm({ ...form, from })}
        />
        <TextField
          label={t('customers.until')}
          hint={t('customers.until.hint')}
          type="date"
          isRequired
          value={form.until}
          onChange={until => setForm({ ...form, until })}
        />
        {give.isError && <Failure what={t('customers.not-allowed')} error={give.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            isDisabled={give.isPending || form.chosen.length === 0 || thirdParty === ''}
          >
            {t('customers.allow')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
