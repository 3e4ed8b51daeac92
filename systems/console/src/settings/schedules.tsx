import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { schedulesQuery } from '../api/queries.ts'
import type { Schedule } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Empty, Failure, Skeleton } from '../kit/states.tsx'
import { useMay } from '../session/session.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'

/** What is read, how often, and how far back gaps are filled. */
export function Schedules() {
  const t = useText()
  const mayChange = useMay('administrator')
  const { data, error, refetch } = useQuery(schedulesQuery)
  const [edited, setEdited] = useState<Schedule | null>(null)
  if (error) return <Failure what={t('schedules.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={4} />
  if (data.items.length === 0) return <Empty title={t('schedules.none')} />
  return (
    <>
      <ul className="flex flex-col gap-4">
        {data.items.map(schedule => (
          <li key={schedule.id} className="panel px-5 py-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h2 className="text-section font-semibold">{schedule.name}</h2>
              {mayChange && <Button onPress={() => setEdited(schedule)}>{t('schedules.edit')}</Button>}
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
      {edited && <ScheduleDialog schedule={edited} onClose={() => setEdited(null)} />}
    </>
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
