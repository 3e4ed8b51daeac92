import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { activityQuery } from '../../api/activity-queries.ts'
import type { ActivityDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Fact } from '../../kit/figures.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { kindName } from '../kinds/kind-name.ts'
import { OrderList } from '../record/list/order-list.tsx'
import { ActivityBar, ActivityCounts } from './activity-bar.tsx'
import { ActivityFailures } from './activity-failures.tsx'
import { ActivityState } from './activity-state.tsx'
import { ActivitySteps } from './activity-steps.tsx'
import { LeftOut } from './left-out.tsx'

/** One activity: how far it is by concentrator, what failed and why, and what can be done. */
export default function ActivityPage({ id }: { id: string }) {
  const t = useText()
  const { data: activity, error, refetch } = useQuery(activityQuery(id))
  return (
    <Page title={activity?.name ?? t('orders.tab.activities')}>
      {error && <Failure what={t('activity.failed')} error={error} onRetry={() => void refetch()} />}
      {!activity && !error && <Skeleton lines={8} />}
      {activity && <ActivityBody activity={activity} />}
    </Page>
  )
}

function ActivityBody({ activity }: { activity: ActivityDetail }) {
  const t = useText()
  const { id, counts, stopped, failures, byConcentrator, leftOut } = activity
  return (
    <div className="flex flex-col gap-5">
      <ActivityFacts activity={activity} />
      {stopped && (
        <p className="border-l-2 border-critical py-1 pl-3">
          {t('activity.stopped', { failed: stopped.failed, of: stopped.of, stage: stopped.stage + 1 })}
        </p>
      )}
      <div className="flex flex-col gap-2">
        <ActivityBar counts={counts} className="h-3" />
        <ActivityCounts counts={counts} />
      </div>
      <ActivitySteps activity={activity} />
      {failures.length > 0 && (
        <Section title={t('activity.failures')}>
          <ActivityFailures activity={activity} />
        </Section>
      )}
      {byConcentrator.length > 0 && (
        <Section title={t('activity.by-concentrator')}>
          <ByConcentrator activity={activity} />
        </Section>
      )}
      {leftOut > 0 && (
        <Section title={t('activity.left-out', { count: leftOut })}>
          <LeftOut activity={activity} />
        </Section>
      )}
      <Section title={t('activity.orders')}>
        <OrderList filter={{ activity: id }} hasMeter />
      </Section>
    </div>
  )
}

function ActivityFacts({ activity }: { activity: ActivityDetail }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const {
    kind,
    priority,
    retries,
    start,
    expires,
    createdBy,
    endedAt,
    hours,
    timeZone,
    replanOf,
    stage,
    stages,
  } = activity
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact name={t('meter.state')}>
        <ActivityState activity={activity} />
      </Fact>
      <Fact name={t('activity.kind')}>{kindName(kind, t)}</Fact>
      <Fact name={t('order.priority')}>{t(`order.priority.${priority}`)}</Fact>
      <Fact name={t('activity.retries')}>{format.count(retries)}</Fact>
      <Fact name={t('activity.start')}>{format.minute(zone, start)}</Fact>
      <Fact name={t('activity.expires')}>{format.minute(zone, expires)}</Fact>
      {hours && (
        <Fact name={t('activity.hours')}>
          {hours.from}–{hours.to} ({timeZone})
        </Fact>
      )}
      {stages.length > 0 && (
        <Fact name={t('activity.stage')}>
          {stage + 1} / {stages.length + 1}
        </Fact>
      )}
      {endedAt && <Fact name={t('activity.ended')}>{format.minute(zone, endedAt)}</Fact>}
      <Fact name={t('orders.by')}>{createdBy}</Fact>
      {replanOf && (
        <Fact name={t('activity.replan-of')}>
          <Link href={`/orders/activities/${encodeURIComponent(replanOf)}`} className="link">
            {replanOf}
          </Link>
        </Fact>
      )}
    </dl>
  )
}

type Row = ActivityDetail['byConcentrator'][number]

function ByConcentrator({ activity: { byConcentrator } }: { activity: ActivityDetail }) {
  const t = useText()
  const format = useFormat()
  const columns: Column<Row>[] = [
    words(t('order.concentrator'), ({ concentrator }) => concentrator ?? t('activity.direct'), {
      cell: ({ concentrator }) =>
        concentrator === null ? (
          t('activity.direct')
        ) : (
          <Link href={`/network/concentrators/${encodeURIComponent(concentrator)}/orders`} className="link">
            {concentrator}
          </Link>
        ),
    }),
    {
      name: t('activity.progress'),
      cell: ({ counts }) => <ActivityBar counts={counts} className="w-56 max-tablet:w-24" />,
    },
    ...(['total', 'succeeded', 'failed', 'open', 'waiting'] as const).map(name =>
      figures<Row, number>(
        t(`activity.count.${name}`),
        ({ counts }) => counts[name],
        count => format.count(count),
        { isMinor: name !== 'total' && name !== 'failed' },
      ),
    ),
  ]
  return (
    <Table
      label={t('activity.by-concentrator')}
      columns={columns}
      rows={byConcentrator}
      keyOf={({ concentrator }) => concentrator ?? ''}
      isBare
      file="activity-by-concentrator"
    />
  )
}
