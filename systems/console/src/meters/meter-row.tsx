import { FlexRender, type Row } from '@tanstack/react-table'
import type { CSSProperties } from 'react'
import { Link } from 'wouter'
import type { EndDevice } from '../api/resources.ts'
import { CompletenessCell, LastContactCell, SerialCell, StateCell } from './cells.tsx'
import { type features, layouts } from './columns.tsx'

interface MeterRowProps {
  row: Row<typeof features, EndDevice>
  index: number
  tracks: string
  isPhone: boolean
  /** The row that the keyboard is on; only this one is in the order of the Tab key. */
  isCurrent: boolean
  style: CSSProperties
  onFocus: () => void
}

/** The whole row is the link: it opens in a new tab as any link does. */
export function MeterRow({ row, index, tracks, isPhone, isCurrent, style, onFocus }: MeterRowProps) {
  const device = row.original
  return (
    <Link
      href={`/meters/${encodeURIComponent(device.serial)}`}
      role="row"
      // The heading is row 1.
      aria-rowindex={index + 2}
      data-index={index}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      className="absolute inset-x-0 top-0 grid items-center gap-x-4 border-b border-line px-4 hover:bg-sunken focus-visible:bg-tint focus-visible:outline-offset-[-2px]"
      style={{ ...style, gridTemplateColumns: isPhone ? '1fr auto' : tracks }}
    >
      {isPhone ? (
        <PhoneCells device={device} />
      ) : (
        row.getVisibleCells().map((cell, column) => (
          <div
            key={cell.id}
            role="gridcell"
            aria-colindex={column + 1}
            className={`truncate ${layouts[cell.column.id]!.isNumber ? 'figures text-right' : ''}`}
          >
            <FlexRender cell={cell} />
          </div>
        ))
      )}
    </Link>
  )
}

const PhoneCells = ({ device }: { device: EndDevice }) => (
  <>
    <div role="gridcell" className="min-w-0 self-center">
      <SerialCell device={device} />
      <p className="truncate text-ink-3">{device.usagePoint}</p>
    </div>
    <div role="gridcell" className="flex flex-col items-end gap-0.5">
      <StateCell device={device} />
      <span className="figures flex gap-2 text-ink-3">
        {device.lastContact ? <LastContactCell device={device} /> : <CompletenessCell device={device} />}
      </span>
    </div>
  </>
)
