import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { pushStatisticsQuery, refusedPushesQuery, unknownCallersQuery } from '../../api/push-queries.ts'
import { useText } from '../../i18n/use-text.ts'
import { List } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { CallerTable } from './caller-table.tsx'
import { RefusedPushTable } from './refused-push-table.tsx'

/** What meters send without being asked: how much, which of them are unknown, and what was refused. */
export default function PushesTab() {
  const t = useText()
  const { data: statistics } = useQuery(pushStatisticsQuery)
  const callers = useInfiniteQuery(unknownCallersQuery)
  const refused = useInfiniteQuery(refusedPushesQuery)
  return (
    <>
      {statistics && (
        <p className="mb-6 max-w-prose text-ink-2">
          {statistics.places.length === 0
            ? t('pushes.nowhere')
            : t('pushes.summary', {
                pushes: statistics.pushes,
                meters: statistics.sendersToday,
                connected: statistics.connected,
                places: statistics.places.join(', '),
              })}
        </p>
      )}
      <h2 className="mb-3 text-section font-semibold">{t('pushes.callers')}</h2>
      <List
        source={callers}
        failed={t('pushes.callers.failed')}
        empty={<Empty title={t('pushes.callers.none')}>{t('pushes.callers.none.means')}</Empty>}
        more={t('pushes.more')}
      >
        {(shown, isPartial) => <CallerTable callers={shown} isPartial={isPartial} />}
      </List>
      <h2 className="mt-8 mb-3 text-section font-semibold">{t('pushes.refused')}</h2>
      <List
        source={refused}
        failed={t('pushes.refused.failed')}
        empty={<Empty title={t('pushes.refused.none')}>{t('pushes.refused.none.means')}</Empty>}
        more={t('pushes.more')}
      >
        {(shown, isPartial) => <RefusedPushTable pushes={shown} isPartial={isPartial} />}
      </List>
    </>
  )
}
