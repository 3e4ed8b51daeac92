import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { schedulesQuery } from '../api/queries.ts'
import type { Schedule } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure, Skeleton } from '../kit/states.tsx'
import { useMay } from '../session/session.ts'
import { GiveMetersDialog } from './give-meters-dialog.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'

/** What is open: a new schedule, or one that is changed, given meters, or removed. */
type Opened =
  | { readonly deed: 'new' }
  | { readonly deed: 'change' | 'give' | 'remove'; readonly schedule: Schedule }

/** The schedule of meters for which no other one was chosen; it stays. */
const standard = 1

/** What is read, how often, and how far back gaps are filled. */
export function Schedules() {
  const t = useText()
  const mayChange = useMay('administrator')
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(schedulesQuery)
  const [opened, setOpened] = useState<Opened | null>(null)
  const close = () => setOpened(null)
  const remove = useMutation({
    mutationFn: ({ id }: Schedule) =>
      answerOf(api.DELETE('/api/v1/meter-read-schedules/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: schedulesQuery.queryKey }),
  })
  if (error) return <Failure what={t('schedules.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={4} />
  return (
    <div className="flex flex-col gap-4">
      {mayChange && (
        <div>
          <Button onPress={() => setOpened({ deed: 'new' })}>
            <Icon name="plus" />
            {t('schedules.new')}
          </Button>
        </div>
      )}
      {remove.isError && <Failure what={t('schedules.not-removed')} error={remove.error} />}
      {data.items.length === 0 && <Empty title={t('schedules.none')} />}
      <ul className="flex flex-col gap-4">
        {data.items.map(schedule => (
          <li key={schedule.id} className="panel px-5 py-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h2 className="text-section font-semibold">{schedule.name}</h2>
              {mayChange && (
                <div className="flex flex-wrap gap-2">
                  <Button onPress={() => setOpened({ deed: 'give', schedule })}>{t('schedules.give')}</Button>
                  <Button onPress={() => setOpened({ deed: 'change', schedule })}>
                    {t('schedules.edit')}
                  </Button>
                  {schedule.id !== standard && (
                    <Button onPress={() => setOpened({ deed: 'remove', schedule })}>
                      {t('common.remove')}
                    </Button>
                  )}
                </div>
              )}
            </div>
            <p className="mt-1 text-ink-2">
              {schedule.enabled
                ? t('schedules.sentence', {
                    minutes: schedule.everyMinutes,
                    offset: schedule.offsetSeconds,
                    days: schedule.historyDays,
                  })
                : t('schedules.disabled')}
            </p>
            <dl className="mt-3 grid gap-x-8 gap-y-3 tablet:grid-cols-2">
              <Codes name={t('schedules.profiles')} codes={schedule.profiles} />
              <Codes name={t('schedules.registers')} codes={schedule.registers} />
            </dl>
          </li>
        ))}
      </ul>
      {opened?.deed === 'new' && <ScheduleDialog schedule={undefined} onClose={close} />}
      {opened?.deed === 'change' && <ScheduleDialog schedule={opened.schedule} onClose={close} />}
      {opened?.deed === 'give' && <GiveMetersDialog schedule={opened.schedule} onClose={close} />}
      {opened?.deed === 'remove' && (
        <Confirm
          isOpen
          title={t('schedules.remove-of', { name: opened.schedule.name })}
          consequence={t('schedules.remove-means')}
          action={t('common.remove')}
          onConfirm={() => remove.mutate(opened.schedule)}
          onClose={close}
        />
      )}
    </div>
  )
}

function Codes({ name, codes }: { name: string; codes: readonly string[] }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd className="flex flex-wrap gap-x-4 font-mono text-label">
        {codes.map(code => (
          <span key={code}>{code}</span>
        ))}
        {codes.length === 0 && '–'}
      </dd>
    </div>
  )
}
