import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { activitiesQuery } from '../../api/activity-queries.ts'
import type { Activity } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Icon } from '../../kit/icon.tsx'
import { List } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { kindName } from '../kinds/kind-name.ts'
import { ActivityBar } from './activity-bar.tsx'
import { ActivityState } from './activity-state.tsx'

/** Activities, the newest first, with how far they are. */
export function ActivitiesTab() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const mayOrder = useMay('operator')
  const activities = useInfiniteQuery(activitiesQuery)
  const columns: Column<Activity>[] = [
    words(t('activity.name'), ({ name }) => name, {
      cell: ({ id, name }) => (
        <Link href={`/orders/activities/${encodeURIComponent(id)}`} className="link font-medium">
          {name}
        </Link>
      ),
    }),
    words(t('activity.kind'), ({ kind }) => kindName(kind, t), { isMinor: true }),
    words(t('meter.state'), ({ state }) => t(`activity.state.${state}`), {
      cell: activity => <ActivityState activity={activity} />,
    }),
    {
      name: t('activity.progress'),
      cell: ({ counts }) => <ActivityBar counts={counts} className="w-40 max-tablet:w-24" />,
      text: ({ counts }) => counts.succeeded,
    },
    figures(
      t('activity.count.total'),
      ({ counts }) => counts.total,
      total => format.count(total),
    ),
    figures(
      t('activity.count.failed'),
      ({ counts }) => counts.failed,
      failed => format.count(failed),
    ),
    figures(
      t('orders.asked'),
      ({ createdAt }) => createdAt,
      at => format.minute(zone, at),
      { isMinor: true, className: 'text-ink-2' },
    ),
    words(t('orders.by'), ({ createdBy }) => createdBy, { isMinor: true }),
  ]
  return (
    <List
      source={activities}
      failed={t('activity.failed')}
      empty={<Empty title={t('activity.none')}>{t('activity.none.next')}</Empty>}
      more={t('activity.older')}
      bar={
        mayOrder && (
          <Link
            href="/orders/activities/new"
            className="inline-flex h-8 items-center gap-2 rounded-control bg-accent px-3 font-medium text-on-accent hover:brightness-110 max-tablet:h-11"
          >
            <Icon name="plus" />
            {t('activity.new')}
          </Link>
        )
      }
    >
      {(shown, isPartial) => (
        <Table
          label={t('orders.tab.activities')}
          columns={columns}
          rows={shown}
          keyOf={({ id }) => id}
          isPartial={isPartial}
          file="activities"
        />
      )}
    </List>
  )
}
