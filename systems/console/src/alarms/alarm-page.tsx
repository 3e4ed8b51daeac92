import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { alarmQuery } from '../api/alarm-queries.ts'
import { ProblemError } from '../api/problem.ts'
import type { AlarmDetail } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Fact } from '../kit/figures.tsx'
import { SeverityMark } from '../kit/mark.tsx'
import { Page } from '../kit/page/page.tsx'
import { Section } from '../kit/page/section.tsx'
import { Empty, Failure, Skeleton } from '../kit/states.tsx'
import { Nothing } from '../kit/table/column.tsx'
import { useMay } from '../session/session.ts'
import { Actions } from './acting/actions.tsx'
import { BackHeading } from './back-heading.tsx'
import { useNaming } from './naming.ts'
import { Timeline } from './timeline.tsx'

/** One alarm: what it is, where, and what was done with it. */
export default function AlarmPage({ id }: { id: number }) {
  const t = useText()
  const naming = useNaming()
  const mayAct = useMay('operator')
  const { data: alarm, error, refetch } = useQuery(alarmQuery(id))
  const title = alarm ? naming.alarm(alarm.kind) : t('alarms.one', { id })
  return (
    <Page title={title} heading={<BackHeading>{title}</BackHeading>}>
      {error instanceof ProblemError && error.status === 404 ? (
        <Empty title={t('alarms.unknown', { id })} />
      ) : (
        error && <Failure what={t('alarms.failed')} error={error} onRetry={() => void refetch()} />
      )}
      {!alarm && !error && <Skeleton lines={6} />}
      {alarm && (
        <>
          <AlarmFacts alarm={alarm} />
          {mayAct && alarm.state !== 'closed' && (
            <div className="mb-5 flex flex-wrap gap-2">
              <Actions keys={[`a${alarm.id}`]} isNew={alarm.state === 'new'} />
            </div>
          )}
          <Section title={t('alarms.history')}>
            <Timeline entries={alarm.entries} />
          </Section>
        </>
      )}
    </Page>
  )
}

function AlarmFacts({ alarm }: { alarm: AlarmDetail }) {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const { endDevice, incident } = alarm
  return (
    <dl className="panel mb-5 flex flex-wrap gap-x-10 gap-y-3 px-5 py-4">
      <Fact name={t('event.severity')}>
        <span className="flex items-center gap-2">
          <SeverityMark severity={alarm.severity} />
          {t(`severity.${alarm.severity}`)}
        </span>
      </Fact>
      <Fact name={t('meter.state')}>{t(`alarms.state.${alarm.state}`)}</Fact>
      <Fact name={t('alarms.course')}>{t(`incident.course.${alarm.active ? 'active' : 'gone'}`)}</Fact>
      <Fact name={t('event.meter')}>
        <Link href={`/meters/${encodeURIComponent(endDevice)}/events`} className="link font-mono text-label">
          {endDevice}
        </Link>
      </Fact>
      <Fact name={t('alarms.place')}>{alarm.substation ?? <Nothing />}</Fact>
      <Fact name={t('alarms.assigned-to')}>{alarm.assignedTo ?? <Nothing />}</Fact>
      <Fact name={t('alarms.first')}>{format.stamp(zone, alarm.firstTime)}</Fact>
      <Fact name={t('alarms.last')}>
        {format.stamp(zone, alarm.lastTime)} · {t('alarms.times', { count: alarm.count })}
      </Fact>
      {alarm.goneAt !== null && <Fact name={t('alarms.gone')}>{format.stamp(zone, alarm.goneAt)}</Fact>}
      {incident !== null && (
        <Fact name={t('incident.title')}>
          <Link href={`/alarms/incidents/${incident}`} className="link">
            {incident}
          </Link>
        </Fact>
      )}
    </dl>
  )
}
