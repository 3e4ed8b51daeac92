import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { schedulesQuery } from '../api/queries.ts'
import type { Schedule, ScheduleSettings } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Switch } from '../kit/form/switch.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'

interface ScheduleDialogProps {
  /** The one to change; a new one without it. */
  readonly schedule: Schedule | undefined
  readonly onClose: () => void
}

/** What a new schedule is from the start: days and closing registers, ten minutes past midnight. */
const fresh: ScheduleSettings = {
  name: '',
  everyMinutes: 1440,
  offsetSeconds: 600,
  historyDays: 30,
  profiles: ['1.0.99.2.0.255'],
  registers: [],
  enabled: true,
  setClock: true,
}

/** Makes a schedule, or changes one as a whole; it takes effect with the next period. */
export function ScheduleDialog({ schedule, onClose }: ScheduleDialogProps) {
  const t = useText()
  const queries = useQueryClient()
  const { id, ...settings } = schedule ?? { ...fresh, id: undefined }
  const [form, setForm] = useState({
    ...settings,
    everyMinutes: String(settings.everyMinutes),
    offsetSeconds: String(settings.offsetSeconds),
    historyDays: String(settings.historyDays),
    profiles: settings.profiles.join(' '),
    registers: settings.registers.join(' '),
  })
  const save = useMutation({
    mutationFn: (body: ScheduleSettings) =>
      id === undefined
        ? answerOf(api.POST('/api/v1/meter-read-schedules', { body }))
        : answerOf(api.PUT('/api/v1/meter-read-schedules/{id}', { params: { path: { id } }, body })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: schedulesQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({
      ...form,
      everyMinutes: wholeNumber(form.everyMinutes),
      offsetSeconds: wholeNumber(form.offsetSeconds),
      historyDays: wholeNumber(form.historyDays),
      profiles: codesOf(form.profiles),
      registers: codesOf(form.registers),
    })
  }
  const field = (
    name: 'name' | 'everyMinutes' | 'offsetSeconds' | 'historyDays' | 'profiles' | 'registers',
  ) => ({
    label: t(`schedule.${name}`),
    value: form[name],
    onChange: (value: string) => setForm(previous => ({ ...previous, [name]: value })),
  })
  return (
    <Dialog
      title={schedule ? t('schedule.title', { name: schedule.name }) : t('schedules.new')}
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Switch
          isSelected={form.enabled}
          onChange={enabled => setForm(previous => ({ ...previous, enabled }))}
        >
          {t('schedule.enabled')}
        </Switch>
        <Switch
          isSelected={form.setClock ?? true}
          onChange={setClock => setForm(previous => ({ ...previous, setClock }))}
        >
          {t('schedule.setClock')}
        </Switch>
        <TextField {...field('name')} isRequired />
        <div className="grid gap-4 tablet:grid-cols-3">
          <TextField {...field('everyMinutes')} inputMode="numeric" pattern="[0-9]+" isRequired />
          <TextField {...field('offsetSeconds')} inputMode="numeric" pattern="[0-9]+" isRequired />
          <TextField {...field('historyDays')} inputMode="numeric" pattern="[0-9]+" isRequired />
        </div>
        <TextField {...field('profiles')} mono hint={t('schedule.codes-hint')} />
        <TextField {...field('registers')} mono />
        {save.isError && <Failure what={t('schedule.failed')} error={save.error} />}
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

/** OBIS codes from a line of text, apart by spaces, commas or lines. */
export function codesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(code => code !== '')
}

/** A whole number from a field; what is none stays NaN, which the API refuses with the field's name. */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
}
