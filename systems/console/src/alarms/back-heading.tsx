import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import { Icon } from '../kit/icon.tsx'

/** A heading with the way back to the desk. */
export function BackHeading({ children }: { children: ReactNode }) {
  const t = useText()
  return (
    <span className="flex items-center gap-3">
      <Link
        href="/alarms"
        aria-label={t('alarms.back')}
        className="-ml-1 rounded-control p-1 text-ink-3 hover:text-ink"
      >
        <Icon name="back" />
      </Link>
      {children}
    </span>
  )
}
