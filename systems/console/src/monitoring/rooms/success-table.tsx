import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { ShareBar } from '../../kit/figures.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import type { SuccessRow } from '../api/client.ts'
import type { Grouping } from '../api/queries.ts'

/** Success by a key, a row each. */
export function SuccessTable({ by, rows }: { by: Grouping; rows: readonly SuccessRow[] }) {
  const t = useText()
  const format = useFormat()
  const nameOf = ({ key, kind }: SuccessRow) => {
    if (by === 'kind') return t(`campaign.kind.${kind}`)
    return by === 'hour' ? `${key}–${String(Number(key) + 1).padStart(2, '0')}` : key
  }
  const columns: Column<SuccessRow>[] = [
    words(t(`campaign.by.${by}`), nameOf),
    figures(t('campaign.sent'), ({ sent }) => sent, format.count),
    figures(t('campaign.received'), ({ received }) => received, format.count),
    figures(
      t('campaign.success'),
      ({ rate }) => rate,
      rate => <ShareBar share={Math.min(1, rate)} />,
    ),
  ]
  return (
    <Table
      isBare
      label={t('campaign.success')}
      columns={columns}
      rows={by === 'kind' ? rows : rows.filter(({ kind }) => kind === 'all')}
      keyOf={({ key, kind }) => `${key} ${kind}`}
      file={`success-${by}`}
    />
  )
}
