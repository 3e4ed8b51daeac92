import { secondsPerDay } from '@ferraris/metering'
import type { Quarters } from '../../quarters/quarters.ts'
import { addDays, dayAt, startOfDay } from '../../time/calendar.ts'
import { type Span, zoomed } from '../../time/window.ts'
import type { Drawing } from '../drawing.ts'

interface CursorPlace {
  readonly drawing: Drawing
  readonly quarters: Quarters
  readonly span: Span
  readonly pointed: number | null
  readonly zone: string
}

/** What a key asks for: another place of the cursor, another span, or the next wider period. */
type CursorMove = { readonly pointed?: number; readonly span?: Span } | { readonly zoomOut: true }

/** The keys of the curve's cursor; null for a key that means nothing here. */
export function cursorKeys(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  { drawing, quarters, span, pointed, zone }: CursorPlace,
): CursorMove | null {
  const half = quarters.step / 2
  const at = pointed ?? span.from - half
  const unit = drawing === 'bars' ? secondsPerDay : quarters.step
  const middle = pointed ?? (span.from + span.to) / 2
  switch (key) {
    case 'ArrowRight':
      return moveTo(at + unit * (shiftKey ? 4 : 1), span)
    case 'ArrowLeft':
      return moveTo(at - unit * (shiftKey ? 4 : 1), span)
    case 'PageDown':
      return moveTo(sameTimeNextDay(at, 1, zone), span)
    case 'PageUp':
      return moveTo(sameTimeNextDay(at, -1, zone), span)
    case 'Home':
      return { pointed: span.from + half }
    case 'End':
      return { pointed: span.to - half }
    case '+':
    case '=':
      return { span: zoomed(span, 0.5, middle) }
    case '-':
    case '−':
      return { span: zoomed(span, 2, middle) }
    case 'Escape':
      return { zoomOut: true }
    default:
      return null
  }
}

/** The cursor at an instant; beyond an end of the span it takes the span along. */
function moveTo(pointed: number, span: Span): CursorMove {
  const beyond = pointed < span.from ? pointed - span.from : pointed >= span.to ? pointed - span.to + 1 : 0
  if (beyond === 0) return { pointed }
  const shift = Math.sign(beyond) * Math.max(Math.abs(beyond), (span.to - span.from) / 4)
  return { pointed, span: { from: span.from + shift, to: span.to + shift } }
}

function sameTimeNextDay(instant: number, days: 1 | -1, zone: string): number {
  const day = dayAt(instant, zone)
  return startOfDay(addDays(day, days), zone) + (instant - startOfDay(day, zone))
}
