import { columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table'
import type { EndDevice } from '../api/resources.ts'
import type { TextId } from '../i18n/use-text.ts'
import {
  ClockOffsetCell,
  CompletenessCell,
  LastContactCell,
  ModelCell,
  NextDueCell,
  ReachedCell,
  SerialCell,
  StateCell,
  UsagePointCell,
} from './cells.tsx'

// Order and filter are the server's work: the table only knows which columns show.
export const features = tableFeatures({ columnVisibilityFeature })

const column = createColumnHelper<typeof features, EndDevice>()

export const columns = column.columns([
  column.display({ id: 'serial', cell: ({ row }) => <SerialCell device={row.original} /> }),
  column.display({ id: 'state', cell: ({ row }) => <StateCell device={row.original} /> }),
  column.display({ id: 'reached', cell: ({ row }) => <ReachedCell device={row.original} /> }),
  column.display({ id: 'usagePoint', cell: ({ row }) => <UsagePointCell device={row.original} /> }),
  column.display({ id: 'lastContact', cell: ({ row }) => <LastContactCell device={row.original} /> }),
  column.display({ id: 'clockOffset', cell: ({ row }) => <ClockOffsetCell device={row.original} /> }),
  column.display({ id: 'completeness', cell: ({ row }) => <CompletenessCell device={row.original} /> }),
  column.display({ id: 'nextDue', cell: ({ row }) => <NextDueCell device={row.original} /> }),
  column.display({ id: 'model', cell: ({ row }) => <ModelCell device={row.original} /> }),
])

export interface ColumnLayout {
  readonly name: TextId
  /** A track of CSS grid. */
  readonly track: string
  readonly isNumber?: boolean
}

export const layouts: Record<string, ColumnLayout> = {
  serial: { name: 'meter.serial', track: 'minmax(8.5rem, 1.2fr)' },
  state: { name: 'meter.state', track: 'minmax(7rem, .9fr)' },
  reached: { name: 'meter.reached', track: 'minmax(9rem, 1.2fr)' },
  usagePoint: { name: 'meter.usage-point', track: 'minmax(7rem, 1.4fr)' },
  lastContact: { name: 'meter.last-contact', track: 'minmax(6.5rem, .8fr)', isNumber: true },
  clockOffset: { name: 'meter.clock-offset', track: 'minmax(5.5rem, .7fr)', isNumber: true },
  completeness: { name: 'meter.completeness', track: 'minmax(8.5rem, 1fr)', isNumber: true },
  nextDue: { name: 'meter.next-due', track: 'minmax(6rem, .8fr)', isNumber: true },
  model: { name: 'meter.model', track: 'minmax(8rem, 1fr)' },
}

/** The first column names the row and cannot be hidden. */
export const optionalColumns = Object.keys(layouts).filter(id => id !== 'serial')
