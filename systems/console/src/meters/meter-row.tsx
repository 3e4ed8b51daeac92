import { FlexRender, type Row } from '@tanstack/react-table'
import type { CSSProperties, ReactNode } from 'react'
import { Link } from 'wouter'
import type { EndDevice } from '../api/resources.ts'
import { LastContactCell, SerialCell, StateCell } from './cells.tsx'
import { type features, layouts } from './columns.tsx'

interface MeterRowProps {
  readonly row: Row<typeof features, EndDevice>
  readonly index: number
  readonly tracks: string
  readonly isPhone: boolean
  /** The row that the keyboard is on; only this one is in the order of the Tab key. */
  readonly isCurrent: boolean
  readonly style: CSSProperties
  readonly onFocus: () => void
}

/** The first cell's link covers the whole row, so that it opens in a new tab as any link does. */
export function MeterRow({ row, index, tracks, isPhone, isCurrent, style, onFocus }: MeterRowProps) {
  const device = row.original
  const link = (
    <Link
      href={`/meters/${encodeURIComponent(device.serial)}`}
      data-index={index}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-[-2px] focus-visible:after:outline-accent"
    >
      <SerialCell device={device} />
    </Link>
  )
  return (
    <div
      role="row"
      // The heading is row 1.
      aria-rowindex={index + 2}
      className="absolute inset-x-0 top-0 grid items-center gap-x-4 border-b border-line px-4 hover:bg-sunken has-focus-visible:bg-tint"
      style={{ ...style, gridTemplateColumns: isPhone ? '1fr auto' : tracks }}
    >
      {isPhone ? (
        <PhoneCells device={device} link={link} />
      ) : (
        row.getVisibleCells().map((cell, column) => (
          <div
            key={cell.id}
            role="gridcell"
            aria-colindex={column + 1}
            className={`truncate ${layouts[cell.column.id]!.isNumber ? 'figures text-right' : ''}`}
          >
            {column === 0 ? link : <FlexRender cell={cell} />}
          </div>
        ))
      )}
    </div>
  )
}

function PhoneCells({ device, link }: { device: EndDevice; link: ReactNode }) {
  return (
    <>
      <div role="gridcell" className="min-w-0 self-center">
        {link}
        <p className="truncate text-ink-3">{device.usagePoint}</p>
      </div>
      <div role="gridcell" className="flex flex-col items-end gap-0.5">
        <StateCell device={device} />
        <span className="figures text-ink-3">
          <LastContactCell device={device} />
        </span>
      </div>
    </>
  )
}
