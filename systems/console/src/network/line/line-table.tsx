import { memo } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { ScrollBox } from '../../kit/scroll-box.tsx'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
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
  const number = `${headClasses} sticky top-0 bg-surface text-right`
  const head = `${headClasses} sticky top-0 bg-surface`
  return (
    <ScrollBox label={t('line.table')} className="min-h-0 flex-1 px-4 focus-visible:outline-offset-[-2px]">
      <table className={tableClasses}>
        <thead>
          <tr>
            <th className={head}>{t('meter.serial')}</th>
            <th className={head}>{t('line.quality')}</th>
            <th className={number}>{t('line.hops-title')}</th>
            <th className={head}>{t('line.via')}</th>
            <th className={number}>{t('line.measure.success')}</th>
            <th className={number}>{t('line.snr-db')}</th>
            <th className={number}>{t('line.signal-db')}</th>
            <th className={number}>{t('line.last-heard')}</th>
          </tr>
        </thead>
        <tbody>
          {branches.map(branch => (
            <Row
              key={branch.node.aca}
              branch={branch}
              measure={measure}
              isSelected={branch.node.aca === selected}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

interface RowProps {
  readonly branch: Branch
  readonly measure: Measure
  readonly isSelected: boolean
  readonly onSelect: (aca: string) => void
}

const Row = memo(function Row({ branch, measure, isSelected, onSelect }: RowProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { node, parent } = branch
  const quality = qualityOf(node, measure)
  return (
    <tr className={isSelected ? 'bg-tint' : ''}>
      <td className={cellClasses}>
        <button
          type="button"
          aria-pressed={isSelected}
          onClick={() => onSelect(node.aca)}
          className="link font-mono text-label"
        >
          {nameOf(node)}
        </button>
      </td>
      <td className={cellClasses}>
        <span className="flex items-center gap-2">
          <QualityMark quality={quality} />
          {t(`line.quality.${quality}`)}
        </span>
      </td>
      <td className={`${cellClasses} ${numberClasses}`}>{format.count(node.hops)}</td>
      <td className={`${cellClasses} font-mono text-label text-ink-2`}>
        {parent ? nameOf(parent.node) : '–'}
      </td>
      <td className={`${cellClasses} ${numberClasses}`}>{format.share(node.success)}</td>
      <td className={`${cellClasses} ${numberClasses}`}>{format.decimal(node.snr, 1)}</td>
      <td className={`${cellClasses} ${numberClasses}`}>{format.decimal(node.signal, 1)}</td>
      <td className={`${cellClasses} ${numberClasses} text-ink-2`}>{format.relative(node.lastHeard, now)}</td>
    </tr>
  )
})
