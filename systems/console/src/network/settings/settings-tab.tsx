import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import { settingsQuery } from '../../api/network-queries.ts'
import type { ConcentratorSettings, SettingsState } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'

const numbers = [
  'statusEverySeconds',
  'attempts',
  'backOffSeconds',
  'longestBackOffSeconds',
  'nightStartSeconds',
] as const satisfies (keyof ConcentratorSettings)[]

/** The settings of a concentrator: what is in force, what is wanted, what it has refused. */
export function SettingsTab({ concentrator }: { concentrator: string }) {
  const t = useText()
  const { data: state, error, refetch } = useQuery(settingsQuery(concentrator))
  if (error) return <Failure what={t('settings.failed')} error={error} onRetry={() => void refetch()} />
  if (!state) return <Skeleton lines={6} />
  return (
    <div className="flex max-w-xl flex-col gap-4">
      <p className="text-ink-2">{t(`settings.state.${state.state}`)}</p>
      {state.refused.map(({ field, detail }) => (
        <p key={field} className="border-l-2 border-critical py-1 pl-3 text-ink-2">
          {field}: {detail}
        </p>
      ))}
      <SettingsForm key={state.setAt ?? ''} state={state} />
    </div>
  )
}

function SettingsForm({ state }: { state: SettingsState }) {
  const t = useText()
  const mayOrder = useMay('operator')
  const shown: ConcentratorSettings = { ...state.inForce, ...state.wanted }
  const [channels, setChannels] = useState((shown.channels ?? []).join(', '))
  const [values, setValues] = useState(numbers.map(name => String(shown[name] ?? '')))
  const change = useChange(state.concentrator)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const names = channels.split(',').map(name => name.trim())
    const listed = channels.trim() === '' ? {} : { channels: names }
    const given = numbers.flatMap((name, i) => (values[i] ? [[name, Number(values[i])] as const] : []))
    change.mutate({ ...listed, ...Object.fromEntries(given) })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t('settings.channels')}
        value={channels}
        onChange={setChannels}
        isDisabled={!mayOrder}
      />
      {numbers.map((name, i) => (
        <TextField
          key={name}
          label={t(`settings.${name}`)}
          inputMode="numeric"
          pattern="[0-9]{1,6}"
          value={values[i] ?? ''}
          onChange={text => setValues(values.map((value, j) => (i === j ? text.trim() : value)))}
          isDisabled={!mayOrder}
          {...(differs(state, name) && {
            hint: t('settings.value-in-force', { value: state.inForce?.[name] ?? '' }),
          })}
        />
      ))}
      {change.isError && <Failure what={t('settings.not-set')} error={change.error} />}
      {mayOrder && (
        <Button look="primary" type="submit" className="self-start" isPending={change.isPending}>
          {t('settings.set')}
        </Button>
      )}
    </form>
  )
}

/** Whether another value is wanted than the one in force. */
function differs({ inForce, wanted }: SettingsState, name: (typeof numbers)[number]): boolean {
  const held = inForce?.[name]
  return held !== undefined && wanted[name] !== undefined && wanted[name] !== held
}

function useChange(concentrator: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: ConcentratorSettings) =>
      answerOf(
        api.PATCH('/api/v1/concentrators/{id}/settings', { params: { path: { id: concentrator } }, body }),
      ),
    onSuccess: state => queries.setQueryData(settingsQuery(concentrator).queryKey, state),
  })
}
