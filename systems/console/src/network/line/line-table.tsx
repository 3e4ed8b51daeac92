import { useMemo } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import type { Column } from '../../kit/table/column.ts'
import { Nothing, Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { QualityMark } from './node-mark.tsx'
import { type Measure, qualityOf } from './quality.ts'
import { type Branch, nameOf } from './tree.ts'

interface LineTableProps {
  readonly branches: readonly Branch[]
  readonly measure: Measure
  readonly selected: string | null
  readonly onSelect: (aca: string) => void
}

/** The line as rows: everything that the picture says by place and colour, in words and figures. */
export function LineTable({ branches, measure, selected, onSelect }: LineTableProps) {
  const t = useText()
  const format = useFormat()
  const columns = useMemo(
    (): Column<Branch>[] => [
      {
        id: 'serial',
        name: t('meter.serial'),
        className: 'font-mono text-label',
        order: ({ node }) => nameOf(node),
        cell: ({ node }) => nameOf(node),
      },
      {
        id: 'quality',
        name: t('line.quality'),
        text: ({ node }) => t(`line.quality.${qualityOf(node, measure)}`),
        cell: ({ node }) => {
          const quality = qualityOf(node, measure)
          return (
            <span className="flex items-center gap-2">
              <QualityMark quality={quality} />
              {t(`line.quality.${quality}`)}
            </span>
          )
        },
      },
      {
        id: 'hops',
        name: t('line.hops-title'),
        isNumber: true,
        order: ({ node }) => node.hops,
        cell: ({ node }) => format.count(node.hops),
      },
      {
        id: 'via',
        name: t('line.via'),
        className: 'font-mono text-label text-ink-2',
        order: ({ parent }) => (parent ? nameOf(parent.node) : null),
        cell: ({ parent }) => (parent ? nameOf(parent.node) : <Nothing />),
      },
      {
        id: 'success',
        name: t('line.measure.success'),
        isNumber: true,
        order: ({ node }) => node.success,
        cell: ({ node }) => format.share(node.success),
      },
      {
        id: 'snr',
        name: t('line.snr-db'),
        isNumber: true,
        order: ({ node }) => node.snr,
        cell: ({ node }) => format.decimal(node.snr, 1),
      },
      {
        id: 'signal',
        name: t('line.signal-db'),
        isNumber: true,
        order: ({ node }) => node.signal,
        cell: ({ node }) => format.decimal(node.signal, 1),
      },
      {
        id: 'last-heard',
        name: t('line.last-heard'),
        isNumber: true,
        className: 'text-ink-2',
        order: ({ node }) => node.lastHeard,
        cell: ({ node }) => <Ago at={node.lastHeard} />,
      },
    ],
    [t, format, measure],
  )
  return (
    <Table
      label={t('line.table')}
      columns={columns}
      rows={branches}
      keyOf={({ node }) => node.aca}
      selection={{ key: selected, onSelect }}
      className="min-h-0 flex-1 px-4 focus-visible:outline-offset-[-2px]"
    />
  )
}

function Ago({ at }: { at: string }) {
  const format = useFormat()
  return format.relative(at, useNow())
}
