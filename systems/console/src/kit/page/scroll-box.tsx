import type { ReactNode } from 'react'
import { classes } from '../classes.ts'

interface ScrollBoxProps {
  /** What is inside, for screen readers. */
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}

/** Content that may be larger than its place and scrolls there; the keyboard reaches its end. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: only what has the focus is scrolled by keys
    <section aria-label={label} tabIndex={0} className={classes('overflow-auto', className)}>
      {children}
    </section>
  )
}
