import type { ReactNode } from 'react'

/** Why there is nothing here, and the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1 py-6">
      <p className="font-medium text-ink">{title}</p>
      {children && <div className="max-w-prose text-ink-2">{children}</div>}
    </div>
  )
}
