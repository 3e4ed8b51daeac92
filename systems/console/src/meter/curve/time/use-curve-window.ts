import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useShortcuts } from '../../../shell/shortcuts.ts'
import { asPeriod, type CurveWindow, type Period, type Span, spanOf, stepped, zoomedOut } from './window.ts'
import { windowOf, withWindow } from './window-params.ts'

export interface CurveWindowState {
  readonly window: CurveWindow
  /** What is in sight, also while a hand drags it and the address still waits. */
  readonly span: Span
  readonly show: (window: CurveWindow) => void
  readonly showPeriod: (period: Period) => void
  readonly step: (steps: 1 | -1) => void
  readonly zoomOut: () => void
  readonly drag: (span: Span, isFinal: boolean) => void
}

/** The window of the curve, which lives in the address. Without one it is the week up to `lastDay`. */
export function useCurveWindow(zone: string, lastDay: string): CurveWindowState {
  const [params, setParams] = useSearchParams()
  const [dragged, setDragged] = useState<Span | null>(null)
  const kept = windowOf(params) ?? { kind: 'week', day: lastDay }
  const window: CurveWindow = dragged ? { kind: 'free', ...dragged } : kept

  const show = (next: CurveWindow) => {
    setDragged(null)
    setParams(previous => withWindow(previous, next, zone), { replace: true })
  }
  const showPeriod = (period: Period) => show(asPeriod(window, period, zone))
  const step = (steps: 1 | -1) => show(stepped(window, steps))
  const zoomOut = () => {
    const wider = zoomedOut(window, zone)
    if (wider) show(wider)
  }
  const drag = (span: Span, isFinal: boolean) => {
    if (isFinal) show({ kind: 'free', ...span })
    else setDragged(span)
  }
  useShortcuts({
    '[': () => step(-1),
    ']': () => step(1),
    d: () => showPeriod('day'),
    w: () => showPeriod('week'),
    m: () => showPeriod('month'),
    y: () => showPeriod('year'),
  })
  return { window, span: spanOf(window, zone), show, showPeriod, step, zoomOut, drag }
}
