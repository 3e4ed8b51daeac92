import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { concentratorsQuery } from '../../api/network-queries.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/button.tsx'
import { Empty } from '../../kit/empty.tsx'
import { Failure } from '../../kit/failure.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Skeleton } from '../../kit/skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { ConcentratorTable } from './concentrator-table.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'

/** Which concentrators are there and how they do; without any, how to get one. */
export function ConcentratorsTab() {
  const t = useText()
  const mayEnrol = useMay('administrator')
  const [isEnrolling, setEnrolling] = useState(false)
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(concentratorsQuery)
  const concentrators = data?.pages.flatMap(page => page.items) ?? []
  const total = data?.pages[0]?.total ?? 0

  const enrol = mayEnrol && (
    <Button look={total === 0 ? 'primary' : 'plain'} onPress={() => setEnrolling(true)}>
      <Icon name="plus" />
      {t('concentrators.enrol')}
    </Button>
  )
  return (
    <>
      {error && <Failure what={t('concentrators.failed')} error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={6} />}
      {data && total === 0 && (
        <Empty title={t('concentrators.none')}>
          <p>{t('concentrators.none.next')}</p>
          <pre className="my-3 overflow-x-auto rounded-panel bg-sunken p-4 font-mono text-label text-ink">
            npx ferraris district start
          </pre>
          {enrol || <p>{t('concentrators.none.viewer')}</p>}
        </Empty>
      )}
      {total > 0 && (
        <>
          <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
            <p role="status" className="figures text-ink-2">
              {t('concentrators.count', { count: total })}
            </p>
            {enrol}
          </div>
          <ConcentratorTable concentrators={concentrators} />
        </>
      )}
      {hasNextPage && (
        <Button className="mt-4" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t('concentrators.more')}
        </Button>
      )}
      {isEnrolling && <EnrolDialog onClose={() => setEnrolling(false)} />}
    </>
  )
}
