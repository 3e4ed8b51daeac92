import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { concentratorsQuery } from '../../api/network-queries.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Count, List, totalOf } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { ConcentratorTable } from './concentrator-table.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'

/** Which concentrators are there and how they do; without any, how to get one. */
export function ConcentratorsTab() {
  const t = useText()
  const mayEnrol = useMay('administrator')
  const [isEnrolling, setEnrolling] = useState(false)
  const concentrators = useInfiniteQuery(concentratorsQuery)
  const total = totalOf(concentrators)

  const enrol = mayEnrol && (
    <Button look={total === 0 ? 'primary' : 'plain'} onPress={() => setEnrolling(true)}>
      <Icon name="plus" />
      {t('concentrators.enrol')}
    </Button>
  )
  return (
    <>
      <List
        source={concentrators}
        failed={t('concentrators.failed')}
        empty={
          <Empty title={t('concentrators.none')}>
            <p>{t('concentrators.none.next')}</p>
            <pre className="my-3 overflow-x-auto rounded-panel bg-sunken p-4 font-mono text-label text-ink">
              npx ferraris district start
            </pre>
            {enrol || <p>{t('concentrators.none.viewer')}</p>}
          </Empty>
        }
        more={t('concentrators.more')}
        bar={
          total > 0 && (
            <>
              <Count>{t('concentrators.count', { count: total })}</Count>
              <span className="ml-auto">{enrol}</span>
            </>
          )
        }
      >
        {(shown, isPartial) => <ConcentratorTable concentrators={shown} isPartial={isPartial} />}
      </List>
      {isEnrolling && <EnrolDialog onClose={() => setEnrolling(false)} />}
    </>
  )
}
