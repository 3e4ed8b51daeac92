import type { ReactNode } from 'react'
import { classes } from '../classes.ts'
import { Icon } from '../icon.tsx'
import { directionOf, nextOrder, type Order } from './order.ts'

interface OrderButtonProps {
  /** What its rows are put in order by. */
  readonly column: string
  readonly order: Order | null
  readonly onOrder: (order: Order | null) => void
  readonly isNumber?: boolean | undefined
  readonly children: ReactNode
}

/** A heading that puts rows in order. */
export function OrderButton({ column, order, onOrder, isNumber, children }: OrderButtonProps) {
  const direction = directionOf(order, column)
  return (
    <button
      type="button"
      onClick={() => onOrder(nextOrder(order, column))}
      className="group relative rounded-control hover:text-ink max-tablet:min-h-11"
    >
      {children}
      <span
        // Beside the word without taking place, so that columns stay as narrow as their figures.
        className={classes(
          'absolute inset-y-0 flex items-center',
          isNumber ? '-left-2.5' : '-right-2.5',
          direction === 'none' && 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60',
          direction === 'ascending' && 'rotate-180',
        )}
      >
        <Icon name="down" size={8} />
      </span>
    </button>
  )
}
