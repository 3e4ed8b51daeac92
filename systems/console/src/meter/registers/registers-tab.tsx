import type { ReactNode } from 'react'
import type { EndDeviceDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Empty } from '../../kit/states.tsx'
import { RegisterTable } from './register-table.tsx'

/** The latest reading of each register, and how the meter is read. */
export function RegistersTab({ device }: { device: EndDeviceDetail }) {
  const t = useText()
  const format = useFormat()
  const { registers, timeZone, schedule, uri, systemTitle, captureObjects } = device
  return (
    <div className="grid gap-6 desk:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="panel self-start px-5 py-2 max-tablet:px-3">
        {registers.length === 0 ? (
          <Empty title={t('registers.none')}>{t('registers.none.next')}</Empty>
        ) : (
          <RegisterTable registers={registers} timeZone={timeZone} />
        )}
      </div>
      <dl className="flex flex-col gap-3 self-start">
        <Entry name={t('registers.schedule')}>
          {schedule ? `${schedule.name}, ${t('schedule.every', { minutes: schedule.everyMinutes })}` : '–'}
        </Entry>
        <Entry name={t('registers.columns')}>
          <ul className="font-mono text-label">
            {captureObjects.map(({ classId, obis, attribute }) => (
              <li key={`${obis} ${attribute}`}>
                {classId} {obis} {attribute}
              </li>
            ))}
          </ul>
          {captureObjects.length === 0 && '–'}
        </Entry>
        <Entry name={t('registers.address')}>
          <span className="font-mono text-label break-all">{uri}</span>
        </Entry>
        <Entry name={t('registers.system-title')}>
          <span className="font-mono text-label">{systemTitle ?? '–'}</span>
        </Entry>
        <Entry name={t('registers.zone')}>
          {timeZone} ({format.zoneOffset(timeZone, Date.now())})
        </Entry>
      </dl>
    </div>
  )
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="border-t border-line pt-2">
      <dt className="label mb-0.5">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
