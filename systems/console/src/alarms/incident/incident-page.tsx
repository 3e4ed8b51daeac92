import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { incidentQuery } from '../../api/alarm-queries.ts'
import { ProblemError } from '../../api/problem.ts'
import { useText } from '../../i18n/use-text.ts'
import { SeverityMark } from '../../kit/mark.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { Actions } from '../acting/actions.tsx'
import { BackHeading } from '../back-heading.tsx'
import { useNaming } from '../naming.ts'
import { Timeline } from '../timeline.tsx'
import { Homes } from './homes.tsx'
import { IncidentFacts } from './incident-facts.tsx'
import { Places } from './places.tsx'
import { SendCrew } from './send-crew.tsx'

/** One incident: how much, where, what happened, and which homes. */
export default function IncidentPage({ id }: { id: number }) {
  const t = useText()
  const naming = useNaming()
  const mayAct = useMay('operator')
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  const title = incident ? naming.incident(incident) : t('incident.one', { id })
  return (
    <Page
      title={`${title} ${id}`}
      heading={
        <BackHeading>
          <span className="flex items-center gap-2">
            {incident && <SeverityMark severity={incident.severity} />}
            {title}
            <span className="figures font-normal text-ink-3">{id}</span>
          </span>
        </BackHeading>
      }
    >
      {error instanceof ProblemError && error.status === 404 ? (
        <Empty title={t('incident.unknown', { id })} />
      ) : (
        error && <Failure what={t('alarms.failed')} error={error} onRetry={() => void refetch()} />
      )}
      {!incident && !error && <Skeleton lines={8} />}
      {incident && (
        <>
          <IncidentFacts incident={incident} />
          {incident.mergedInto !== null && (
            <p className="mb-5">
              <Link href={`/alarms/incidents/${incident.mergedInto}`} className="link">
                {t('incident.merged-into', { id: incident.mergedInto })}
              </Link>
            </p>
          )}
          {mayAct && incident.state !== 'closed' && (
            <div className="mb-5 flex flex-wrap gap-2">
              <Actions keys={[`i${id}`]} isNew={incident.state === 'new'} />
              {incident.back < incident.affected && <SendCrew id={id} title={title} />}
            </div>
          )}
          <div className="grid gap-5 desk:grid-cols-[1fr_22rem]">
            <div className="flex min-w-0 flex-col gap-5">
              <Places incident={incident} />
              <Homes id={id} />
            </div>
            <div className="flex min-w-0 flex-col gap-5">
              <Section title={t('incident.timeline')}>
                <Timeline entries={incident.entries} />
              </Section>
              {incident.kinds.length > 0 && (
                <Section title={t('incident.kinds')}>
                  <ul className="flex flex-col gap-1">
                    {incident.kinds.map(({ kind, alarms }) => (
                      <li key={kind} className="flex justify-between gap-4">
                        <span>{naming.alarm(kind)}</span>
                        <span className="figures text-ink-2">{alarms}</span>
                      </li>
                    ))}
                  </ul>
                </Section>
              )}
            </div>
          </div>
        </>
      )}
    </Page>
  )
}
