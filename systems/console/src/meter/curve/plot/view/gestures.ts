import type uPlot from 'uplot'
import { type Span, zoomed } from '../../time/window.ts'

interface GestureHandlers {
  /** What is in sight now. */
  readonly span: () => Span
  /** A new span; `isFinal` when the hand has left. */
  readonly onSpan: (span: Span, isFinal: boolean) => void
  /** The instant under the pointer; null when the pointer has left. */
  readonly onPoint: (instant: number | null) => void
  readonly onZoomOut: () => void
}

/** A wheel has no last event: after this pause it has stopped. */
const wheelPause = 250

/** Drag pans, Shift and drag selects, wheel and pinch zoom, double click goes out. Returns how to stop listening. */
export function listenToGestures(plot: uPlot, handlers: GestureHandlers): () => void {
  const surface = plot.over
  const pointers = new Map<number, number>()
  let start: { span: Span; x: number; isSelecting: boolean; pinch: number } | null = null
  let moved = false
  let wheelTimer: ReturnType<typeof setTimeout> | undefined

  const xOf = (event: MouseEvent) => event.clientX - surface.getBoundingClientRect().left
  const secondsPerPixel = (span: Span) => (span.to - span.from) / surface.clientWidth
  const instantAt = (x: number, span: Span) => span.from + x * secondsPerPixel(span)

  const begin = (event: PointerEvent) => {
    const [first, second] = [...pointers.values()]
    start = { span: handlers.span(), x: xOf(event), isSelecting: event.shiftKey, pinch: 0 }
    if (first !== undefined && second !== undefined) {
      start.pinch = Math.max(10, Math.abs(first - second))
      start.x = (first + second) / 2
    }
    moved = false
  }
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || pointers.size === 2) return
    pointers.set(event.pointerId, xOf(event))
    surface.setPointerCapture(event.pointerId)
    begin(event)
  }
  const move = (event: PointerEvent) => {
    const x = xOf(event)
    if (!start) {
      handlers.onPoint(instantAt(x, handlers.span()))
      return
    }
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, x)
    if (start.pinch > 0) return pinched()
    if (!moved && Math.abs(x - start.x) < 4) return
    moved = true
    if (start.isSelecting) {
      plot.setSelect(
        { left: Math.min(x, start.x), top: 0, width: Math.abs(x - start.x), height: surface.clientHeight },
        false,
      )
      return
    }
    const shift = (start.x - x) * secondsPerPixel(start.span)
    handlers.onSpan({ from: start.span.from + shift, to: start.span.to + shift }, false)
  }
  const pinched = () => {
    const [first, second] = [...pointers.values()]
    if (first === undefined || second === undefined || !start) return
    moved = true
    const factor = start.pinch / Math.max(10, Math.abs(first - second))
    handlers.onSpan(zoomed(start.span, factor, instantAt(start.x, start.span)), false)
  }
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || !start) return
    const { span, x: from, isSelecting } = start
    start = null
    if (!moved) return
    if (!isSelecting) return handlers.onSpan(handlers.span(), true)
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    const to = xOf(event)
    const selected = { from: instantAt(Math.min(from, to), span), to: instantAt(Math.max(from, to), span) }
    handlers.onSpan(zoomed(selected, 1, (selected.from + selected.to) / 2), true)
  }
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    const span = handlers.span()
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
    const shift = event.deltaX * secondsPerPixel(span)
    const next = isSideways
      ? { from: span.from + shift, to: span.to + shift }
      : zoomed(
          span,
          Math.exp(Math.max(-240, Math.min(240, event.deltaY)) * 0.0016),
          instantAt(xOf(event), span),
        )
    handlers.onSpan(next, false)
    clearTimeout(wheelTimer)
    wheelTimer = setTimeout(() => handlers.onSpan(handlers.span(), true), wheelPause)
  }
  const leave = () => handlers.onPoint(null)

  const stop = new AbortController()
  const { signal } = stop
  surface.addEventListener('pointerdown', down, { signal })
  surface.addEventListener('pointermove', move, { signal })
  surface.addEventListener('pointerup', up, { signal })
  surface.addEventListener('pointercancel', up, { signal })
  surface.addEventListener('pointerleave', leave, { signal })
  surface.addEventListener('wheel', wheel, { signal, passive: false })
  surface.addEventListener('dblclick', handlers.onZoomOut, { signal })
  return () => {
    clearTimeout(wheelTimer)
    stop.abort()
  }
}
