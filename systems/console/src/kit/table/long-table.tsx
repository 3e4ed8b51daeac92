import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { useMedia } from '../use-space.ts'
import type { Column } from './column.tsx'
import { directionOf, type Order } from './order.ts'
import { OrderButton } from './order-button.tsx'
import { useRowCursor } from './row-cursor.ts'

/** A column with a track of CSS grid: rows of a long table are laid out one by one. */
export interface TrackColumn<Row> extends Column<Row> {
  readonly id: string
  readonly track: string
}

interface LongTableProps<Row> {
  readonly label: string
  readonly columns: readonly TrackColumn<Row>[]
  readonly rows: readonly Row[]
  /** How many there are in all; the table holds as many of them as were scrolled to. */
  readonly total: number
  readonly keyOf: (row: Row) => string
  /** What a row opens. */
  readonly hrefOf: (row: Row) => string
  /** What a phone shows of a row instead of columns: below its link, and at its end. */
  readonly phone: (row: Row) => { readonly below: ReactNode; readonly end: ReactNode }
  /** The rows still answer the filter before. */
  readonly isStale: boolean
  /** The last loaded row is near: more are wanted. */
  readonly onEnd: () => void
  /** By the id of which column rows stand in order; the server puts them so. Without it they cannot be sorted. */
  readonly sorting?: { readonly order: Order | null; readonly onOrder: (order: Order | null) => void }
  /** Rows can be chosen for what is done to many; a phone has no room for it. */
  readonly choice?: Choice | undefined
}

/** Which rows are chosen, by key. */
export interface Choice {
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: ReadonlySet<string>) => void
  /** As in "Choose FER00000001". */
  readonly nameOf: (key: string) => string
  /** As in "Choose all that are loaded". */
  readonly allName: string
}

const rowHeight = { desk: 32, phone: 60 }

/** Rows without end, of which only those in sight are in the document; a phone gets two lines a row instead of columns. */
export function LongTable<Row>({
  label,
  columns,
  rows,
  total,
  keyOf,
  hrefOf,
  phone,
  isStale,
  onEnd,
  sorting,
  choice,
}: LongTableProps<Row>) {
  const [, go] = useLocation()
  const scroller = useRef<HTMLDivElement>(null)
  const isPhone = useMedia('(width < 48rem)')
  const chooser = isPhone ? undefined : choice
  const tracks = [...(chooser ? ['1.25rem'] : []), ...columns.map(({ track }) => track)].join(' ')

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone ? rowHeight.phone : rowHeight.desk),
    overscan: 12,
  })
  // Rows change their height with the layout.
  useEffect(() => virtual.measure(), [isPhone])

  const items = virtual.getVirtualItems()
  const lastInSight = items.at(-1)?.index ?? 0
  // Asks when the end comes near, not whenever the callback changes.
  useEffect(() => {
    if (rows.length > 0 && lastInSight >= rows.length - 30) onEnd()
  }, [lastInSight, rows.length])

  const cursor = useRowCursor({
    count: rows.length,
    reveal: index => virtual.scrollToIndex(index),
    open: index => {
      const row = rows[index]
      if (row) go(hrefOf(row))
    },
    scroller,
  })

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-busy={isStale}
      tabIndex={-1}
      onKeyDown={cursor.onKeyDown}
      className={`panel max-h-[calc(100dvh-11.5rem)] overflow-auto overscroll-contain outline-none max-tablet:max-h-none max-tablet:h-[calc(100dvh-17rem)] ${isStale ? 'opacity-60' : ''}`}
    >
      {!isPhone && (
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-10 grid h-9 w-fit min-w-full items-center gap-x-4 border-b border-line bg-surface px-4"
          style={{ gridTemplateColumns: tracks }}
        >
          {chooser && <ChooseAll choice={chooser} keys={rows.map(keyOf)} />}
          {columns.map(({ id, name, isNumber }, index) => (
            <div
              key={id}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={sorting && directionOf(sorting.order, id)}
              className={`label ${sorting ? '' : 'truncate'} ${isNumber ? 'text-right' : ''}`}
            >
              {sorting ? (
                <OrderButton column={id} isNumber={isNumber} {...sorting}>
                  {name}
                </OrderButton>
              ) : (
                name
              )}
            </div>
          ))}
        </div>
      )}
      <div className="relative w-fit min-w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, size, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const style = { height: size, transform: `translateY(${start}px)` }
          // The first cell's link covers the whole row, so that it opens in a new tab as any link does.
          const link = (
            <Link
              href={hrefOf(row)}
              data-index={index}
              // Only the row that the keyboard is on is in the order of the Tab key.
              tabIndex={index === cursor.current ? 0 : -1}
              onFocus={() => cursor.moveTo(index)}
              className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-[-2px] focus-visible:after:outline-accent"
            >
              {columns[0]?.cell(row)}
            </Link>
          )
          return (
            <GridRow key={keyOf(row)} index={index} style={style} tracks={isPhone ? '1fr auto' : tracks}>
              {isPhone ? (
                <PhoneCells link={link} {...phone(row)} />
              ) : (
                <>
                  {chooser && <ChooseOne choice={chooser} id={keyOf(row)} />}
                  {columns.map(({ id, isNumber, cell }, column) => (
                    <div
                      key={id}
                      role="gridcell"
                      aria-colindex={column + 1}
                      className={`truncate ${isNumber ? 'figures text-right' : ''}`}
                    >
                      {column === 0 ? link : cell(row)}
                    </div>
                  ))}
                </>
              )}
            </GridRow>
          )
        })}
      </div>
    </div>
  )
}

function ChooseAll({ choice, keys }: { choice: Choice; keys: readonly string[] }) {
  const { chosen, onChoose, allName } = choice
  const isAll = keys.length > 0 && keys.every(key => chosen.has(key))
  return (
    <div role="columnheader" className="flex">
      <input
        type="checkbox"
        aria-label={allName}
        checked={isAll}
        onChange={() => onChoose(new Set(isAll ? [] : keys))}
        className="size-4 accent-accent"
      />
    </div>
  )
}

/** Stands above the link that covers the row. */
function ChooseOne({ choice, id }: { choice: Choice; id: string }) {
  const { chosen, onChoose, nameOf } = choice
  const toggle = () => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChoose(next)
  }
  return (
    <div role="gridcell" className="relative z-1 flex">
      <input
        type="checkbox"
        aria-label={nameOf(id)}
        checked={chosen.has(id)}
        onChange={toggle}
        className="size-4 accent-accent"
      />
    </div>
  )
}

interface GridRowProps {
  readonly index: number
  readonly style: CSSProperties
  readonly tracks: string
  readonly children: ReactNode
}

function GridRow({ index, style, tracks, children }: GridRowProps) {
  return (
    <div
      role="row"
      // The heading is row 1.
      aria-rowindex={index + 2}
      className="absolute inset-x-0 top-0 grid items-center gap-x-4 border-b border-line px-4 hover:bg-sunken has-focus-visible:bg-tint"
      style={{ ...style, gridTemplateColumns: tracks }}
    >
      {children}
    </div>
  )
}

interface PhoneCellsProps {
  readonly link: ReactNode
  readonly below: ReactNode
  readonly end: ReactNode
}

function PhoneCells({ link, below, end }: PhoneCellsProps) {
  return (
    <>
      <div role="gridcell" className="min-w-0 self-center">
        {link}
        <p className="truncate text-ink-3">{below}</p>
      </div>
      <div role="gridcell" className="flex flex-col items-end gap-0.5">
        {end}
      </div>
    </>
  )
}
