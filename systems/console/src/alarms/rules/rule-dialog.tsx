import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { alarmRulesQuery } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import { type AlarmRule, severities } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Switch } from '../../kit/form/switch.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useNaming } from '../naming.ts'

/** Changes how a kind of event becomes an alarm, or puts it back. */
export function RuleDialog({ rule, onClose }: { rule: AlarmRule; onClose: () => void }) {
  const t = useText()
  const naming = useNaming()
  const queries = useQueryClient()
  const [{ severity, raises, closesItself }, set] = useState(rule)
  const params = { path: { kind: rule.kind } }
  const onSuccess = () => {
    void queries.invalidateQueries({ queryKey: alarmRulesQuery.queryKey })
    onClose()
  }
  const save = useMutation({
    mutationFn: () =>
      answerOf(api.PUT('/api/v1/alarm-rules/{kind}', { params, body: { severity, raises, closesItself } })),
    onSuccess,
  })
  const reset = useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/v1/alarm-rules/{kind}', { params })),
    onSuccess,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const failed = save.error ?? reset.error
  return (
    <Dialog title={naming.alarm(rule.kind)} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Switch isSelected={raises} onChange={isOn => set({ ...rule, severity, closesItself, raises: isOn })}>
          {t('rules.raises-long')}
        </Switch>
        <Select
          label={t('event.severity')}
          options={severities.map(key => ({ key, name: t(`severity.${key}`) }))}
          value={severity}
          onChange={key => set({ ...rule, raises, closesItself, severity: key })}
        />
        {rule.ends && (
          <Switch
            isSelected={closesItself}
            onChange={isOn => set({ ...rule, severity, raises, closesItself: isOn })}
          >
            {t('rules.closes-long')}
          </Switch>
        )}
        {failed && <Failure what={t('rules.change-failed')} error={failed} />}
        <div className="flex flex-wrap justify-end gap-2">
          {rule.changedBy !== null && (
            <Button className="mr-auto" onPress={() => reset.mutate()} isPending={reset.isPending}>
              {t('rules.reset')}
            </Button>
          )}
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
