import type { ReactNode } from 'react'

interface FactProps {
  readonly name: string
  /** Left out on a phone, where what follows is more urgent. */
  readonly isMinor?: boolean
  readonly children: ReactNode
}

/** A name above its value, inside of a `<dl>`. */
export function Fact({ name, isMinor, children }: FactProps) {
  return (
    <div className={isMinor ? 'max-tablet:hidden' : ''}>
      <dt className="label">{name}</dt>
      <dd className="figures">{children}</dd>
    </div>
  )
}
