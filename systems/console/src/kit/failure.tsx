import { ProblemError } from '../api/problem.ts'
import { type Text, useText } from '../i18n/use-text.ts'
import { Button } from './button.tsx'

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

/** The cause in one line, in words for people where the API gave none. */
export function reasonOf(error: unknown, t: Text): string {
  if (!(error instanceof ProblemError)) return String(error)
  if (error.status === 0) return t('problem.unreachable')
  if (error.status === 403) return t('problem.forbidden')
  return error.detail || error.title || t('problem.status', { status: error.status })
}
