import { useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import type { EndDevice } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { useMedia } from '../kit/use-media.ts'
import { columns, features, layouts } from './columns.tsx'
import { MeterRow } from './meter-row.tsx'
import { useRowCursor } from './row-cursor.ts'

interface MetersTableProps {
  readonly devices: readonly EndDevice[]
  /** How many match in all; the table holds as many of them as were scrolled to. */
  readonly total: number
  readonly visible: Record<string, boolean>
  /** The rows still answer the filter before. */
  readonly isStale: boolean
  /** The last loaded row is near: more are wanted. */
  readonly onEnd: () => void
}

const rowHeight = { desk: 32, phone: 60 }
const noDevices: EndDevice[] = []

/** Only the rows in sight are in the document; a phone gets two lines a row instead of columns. */
export function MetersTable({ devices, total, visible, isStale, onEnd }: MetersTableProps) {
  const t = useText()
  const [, go] = useLocation()
  const scroller = useRef<HTMLDivElement>(null)
  const isPhone = useMedia('(width < 48rem)')

  const table = useTable({
    features,
    columns,
    data: devices.length === 0 ? noDevices : (devices as EndDevice[]),
    getRowId: device => device.serial,
    state: { columnVisibility: visible },
  })
  const rows = table.getRowModel().rows
  const shown = table.getVisibleLeafColumns().map(column => column.id)
  const tracks = shown.map(id => layouts[id]!.track).join(' ')

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone ? rowHeight.phone : rowHeight.desk),
    overscan: 12,
  })
  // Rows change their height with the layout.
  useEffect(() => virtual.measure(), [isPhone])

  const items = virtual.getVirtualItems()
  const lastInSight = items[items.length - 1]?.index ?? 0
  // Asks when the end comes near, not whenever the callback changes.
  useEffect(() => {
    if (rows.length > 0 && lastInSight >= rows.length - 30) onEnd()
  }, [lastInSight, rows.length])

  const open = (index: number) => {
    const device = devices[index]
    if (device) go(`/meters/${encodeURIComponent(device.serial)}`)
  }
  const cursor = useRowCursor({
    count: rows.length,
    reveal: index => virtual.scrollToIndex(index),
    open,
    scroller,
  })

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={t('room.meters')}
      aria-rowcount={total + 1}
      aria-colcount={shown.length}
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
          {shown.map((id, index) => (
            <div
              key={id}
              role="columnheader"
              aria-colindex={index + 1}
              className={`label truncate ${layouts[id]!.isNumber ? 'text-right' : ''}`}
            >
              {t(layouts[id]!.name)}
            </div>
          ))}
        </div>
      )}
      <div className="relative w-fit min-w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, size, start }) => (
          <MeterRow
            key={rows[index]!.id}
            row={rows[index]!}
            index={index}
            tracks={tracks}
            isPhone={isPhone}
            isCurrent={index === cursor.current}
            style={{ height: size, transform: `translateY(${start}px)` }}
            onFocus={() => cursor.moveTo(index)}
          />
        ))}
      </div>
    </div>
  )
}
