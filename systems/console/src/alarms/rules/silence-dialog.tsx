import { msPerHour } from '@ferraris/metering'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { alarmRulesQuery, silencesQuery } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useNaming } from '../naming.ts'

const hours = { hour: 1, shift: 8, day: 24, week: 168 } as const

/** Asks what shall raise no alarm, and for how long. */
export function SilenceDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const naming = useNaming()
  const queries = useQueryClient()
  const rules = useQuery(alarmRulesQuery).data?.items ?? []
  const [kind, setKind] = useState('')
  const [endDevice, setEndDevice] = useState('')
  const [concentrator, setConcentrator] = useState('')
  const [length, setLength] = useState<keyof typeof hours>('shift')
  const [reason, setReason] = useState('')
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/alarm-silences', {
          body: {
            ...(kind !== '' && { kind }),
            ...(endDevice !== '' && { endDevice }),
            ...(concentrator !== '' && { concentrator }),
            ends: new Date(Date.now() + hours[length] * msPerHour).toISOString(),
            reason,
          },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: silencesQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog title={t('silences.add')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Select
          label={t('event.name')}
          options={[
            { key: '', name: t('silences.all-kinds') },
            ...rules
              .filter(({ raises }) => raises)
              .map(({ kind: key }) => ({ key: key as string, name: naming.alarm(key) })),
          ]}
          value={kind}
          onChange={setKind}
        />
        <TextField
          label={t('event.meter')}
          mono
          value={endDevice}
          onChange={text => setEndDevice(text.trim())}
        />
        <TextField
          label={t('silences.concentrator')}
          mono
          value={concentrator}
          onChange={text => setConcentrator(text.trim())}
        />
        <Select
          label={t('silences.length')}
          options={(['hour', 'shift', 'day', 'week'] as const).map(key => ({
            key,
            name: t(`silences.length.${key}`),
          }))}
          value={length}
          onChange={setLength}
        />
        <TextField
          label={t('silences.reason')}
          isRequired
          maxLength={200}
          value={reason}
          onChange={setReason}
        />
        {save.isError && <Failure what={t('silences.failed')} error={save.error} />}
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
