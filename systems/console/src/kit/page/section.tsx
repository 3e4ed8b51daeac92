import { type ReactNode, useId } from 'react'
import { classes } from '../classes.ts'

interface SectionProps {
  readonly title: string
  /** Stands at the end of the title's line: a count, a link. */
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A titled panel. */
export function Section({ title, aside, className, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={classes('panel flex flex-col px-5 py-4 max-tablet:px-4', className)}
    >
      <header className="mb-3 flex items-baseline justify-between gap-4">
        <h2 id={id} className="text-base font-semibold text-ink-2">
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
