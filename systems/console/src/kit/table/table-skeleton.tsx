import { useText } from '../../i18n/use-text.ts'

/** The table's shape before its rows are here. */
export function TableSkeleton() {
  const t = useText()
  return (
    <div role="status" className="panel overflow-hidden">
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: 12 }, (_, row) => (
        <div
          key={row}
          className="flex h-8 items-center gap-8 border-b border-line px-4 last:border-0 max-tablet:h-14"
        >
          <div className="skeleton h-3 w-28" />
          <div className="skeleton h-3 w-20" />
          <div className="skeleton h-3 flex-1" style={{ maxWidth: `${30 + ((row * 37) % 40)}%` }} />
        </div>
      ))}
    </div>
  )
}
