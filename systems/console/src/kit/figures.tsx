import type { ReactNode } from 'react'
import { useFormat } from '../i18n/use-format.ts'

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

/** A share as a short bar beside its figure; the colour of trouble where something lacks. */
export function ShareBar({ share }: { share: number }) {
  const format = useFormat()
  return (
    <span className="flex items-center justify-end gap-3">
      <span aria-hidden="true" className="h-1.5 w-12 overflow-hidden rounded-full bg-sunken">
        <span
          className={`block h-full ${share === 1 ? 'bg-accent/60' : 'bg-major'}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="w-14">{format.share(share)}</span>
    </span>
  )
}
