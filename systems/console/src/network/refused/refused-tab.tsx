import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { refusedResultsQuery } from '../../api/network-queries.ts'
import type { RefusedResult } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { List, whole } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

/** What a concentrator brought and the store did not take, with the reason; each row opens the result as it came. */
export function RefusedTab({ concentrator }: { concentrator: string }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const results = useQuery(refusedResultsQuery(concentrator))
  const columns: Column<RefusedResult>[] = [
    words(t('refused.received'), ({ receivedAt }) => format.minute(zone, receivedAt), {
      order: ({ receivedAt }) => receivedAt,
      className: 'figures',
    }),
    words(t('event.meter'), ({ serial, aca }) => serial ?? aca, {
      className: 'font-mono text-label',
      cell: ({ serial, aca }) =>
        serial ? (
          <Link href={`/meters/${encodeURIComponent(serial)}`} className="link">
            {serial}
          </Link>
        ) : (
          aca
        ),
    }),
    words(t('refused.kind'), ({ kind }) => kind, { isMinor: true }),
    words(t('refused.reason'), ({ reason }) => t(`refused.reason.${reason}`)),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
  ]
  return (
    <List
      source={whole(results)}
      failed={t('refused.failed')}
      empty={<Empty title={t('refused.none')}>{t('refused.none.means')}</Empty>}
    >
      {shown => (
        <Table
          label={t('concentrator.tab.refused')}
          columns={columns}
          rows={shown}
          keyOf={({ key }) => key}
          detail={({ detail, content }) => (
            <>
              <p>{detail}</p>
              <pre className="overflow-x-auto text-label whitespace-pre-wrap text-ink-2">{content}</pre>
            </>
          )}
          file="refused-results"
        />
      )}
    </List>
  )
}
