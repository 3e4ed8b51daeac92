import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WorkRequest } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { IssueDialog } from './issue-dialog.tsx'
import { WorkLines } from './work-lines.tsx'
import { workRequestsQuery } from './work-queries.ts'

/** What has to be done on site, because it could not be done from here. */
export function WorkTab() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const mayIssue = useMay('operator')
  const requests = useQuery(workRequestsQuery)
  const [issued, setIssued] = useState<WorkRequest | null>(null)
  const columns: Column<WorkRequest>[] = [
    words(t('work.reason'), ({ reason }) => reason),
    words(t('meter.state'), ({ state }) => t(`work.state.${state}`)),
    figures(
      t('activity.count.total'),
      ({ lines }) => lines.total,
      total => format.count(total),
    ),
    figures(
      t('work.done'),
      ({ lines }) => lines.done,
      done => format.count(done),
    ),
    figures(
      t('activity.count.failed'),
      ({ lines }) => lines.failed,
      failed => format.count(failed),
      { isMinor: true },
    ),
    figures(
      t('orders.asked'),
      ({ createdAt }) => createdAt,
      at => format.minute(zone, at),
      { isMinor: true, className: 'text-ink-2' },
    ),
    words(t('orders.by'), ({ createdBy }) => createdBy, { isMinor: true }),
  ]
  if (mayIssue) {
    columns.push(
      actions(t('common.actions'), request =>
        request.lines.open + request.lines.failed > 0 ? (
          <Button onPress={() => setIssued(request)}>{t('work.issue')}</Button>
        ) : null,
      ),
    )
  }
  return (
    <>
      <List
        source={whole(requests)}
        failed={t('work.failed')}
        empty={<Empty title={t('work.none')}>{t('work.none.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('orders.tab.work')}
            columns={columns}
            rows={shown}
            keyOf={({ id }) => id}
            detail={({ id }) => <WorkLines id={id} />}
            file="work-requests"
          />
        )}
      </List>
      {issued && <IssueDialog request={issued} onClose={() => setIssued(null)} />}
    </>
  )
}
