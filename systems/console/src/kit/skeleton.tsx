import { useText } from '../i18n/use-text.ts'

/** Grey bars where text will stand; said once to screen readers. */
export function Skeleton({ lines, className = '' }: { lines: number; className?: string }) {
  const t = useText()
  return (
    <div role="status" className={`flex flex-col gap-3 ${className}`}>
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton h-4" style={{ width: `${92 - ((line * 29) % 45)}%` }} />
      ))}
    </div>
  )
}
