import { useMemo } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { QualityMark } from './picture/node-mark.tsx'
import { type Measure, type Quality, qualityOf } from './quality.ts'
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
      words(t('meter.serial'), ({ node }) => nameOf(node), { className: 'font-mono text-label' }),
      words(t('line.quality'), ({ node }) => t(`line.quality.${qualityOf(node, measure)}`), {
        order: undefined,
        cell: ({ node }) => <QualityWord quality={qualityOf(node, measure)} />,
      }),
      figures(t('line.hops-title'), ({ node }) => node.hops, format.count),
      words(t('line.via'), ({ parent }) => parent && nameOf(parent.node), {
        className: 'font-mono text-label text-ink-2',
      }),
      figures(t('line.measure.success'), ({ node }) => node.success, format.share),
      figures(
        t('line.snr-db'),
        ({ node }) => node.snr,
        snr => format.decimal(snr, 1),
      ),
      figures(
        t('line.signal-db'),
        ({ node }) => node.signal,
        signal => format.decimal(signal, 1),
      ),
      figures(
        t('line.last-heard'),
        ({ node }) => node.lastHeard,
        at => <Ago at={at} />,
        {
          className: 'text-ink-2',
        },
      ),
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

function QualityWord({ quality }: { quality: Quality }) {
  const t = useText()
  return (
    <span className="flex items-center gap-2">
      <QualityMark quality={quality} />
      {t(`line.quality.${quality}`)}
    </span>
  )
}

function Ago({ at }: { at: string }) {
  const format = useFormat()
  return format.relative(at, useNow())
}
