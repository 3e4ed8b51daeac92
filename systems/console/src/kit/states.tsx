import type { ReactNode } from 'react'
import { reasonOf } from '../api/problem-words.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from './form/button.tsx'

/** Why there is nothing here, and the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1 py-6">
      <p className="font-medium text-ink">{title}</p>
      {children && <div className="max-w-prose text-ink-2">{children}</div>}
    </div>
  )
}

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

interface FailureProps {
  /** What was wanted, as in "The meters could not be loaded". */
  readonly what: string
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What failed, why, and the way to try again. */
export function Failure({ what, error, onRetry }: FailureProps) {
  const t = useText()
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-l-2 border-critical py-2 pl-4"
    >
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{what}</p>
        <p className="text-ink-2">{reasonOf(error, t)}</p>
      </div>
      {onRetry && <Button onPress={onRetry}>{t('common.retry')}</Button>}
    </div>
  )
}

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
