import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Drawing } from './drawing.ts'

interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

const whole: View = { x: 0, y: 0, scale: 1 }
const nearest = 24
/** Names show where neighbours are so many pixels apart on the screen. */
const legible = 12

/** A drawing that is moved by dragging and zoomed by wheel, pinch and buttons; at scale 1 it is seen as a whole. */
export function useView(
  svg: RefObject<SVGSVGElement | null>,
  { width, height, row }: Pick<Drawing, 'width' | 'height' | 'row'>,
) {
  const [view, setView] = useState(whole)
  const pixel = useUnitSize(svg, width, height)
  const pointers = useRef(new Map<number, { x: number; y: number }>())
  const travelled = useRef(0)

  // A drawing of another size is looked at anew.
  useEffect(() => setView(whole), [width, height])

  const zoomAt = (factor: number, x: number, y: number) =>
    setView(now => {
      const scale = Math.min(nearest, Math.max(1, now.scale * factor))
      const real = scale / now.scale
      return clamped({ scale, x: x - (x - now.x) * real, y: y - (y - now.y) * real }, width, height)
    })

  useEffect(() => {
    const element = svg.current
    if (!element) return
    // React listens passively, which could not keep the page from scrolling.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { x, y } = pointOf(element, event)
      zoomAt(Math.exp(-event.deltaY * 0.0018), x, y)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [width, height])

  const handlers = {
    onPointerDown: ({ pointerId, clientX, clientY }: PointerEvent<SVGSVGElement>) => {
      if (pointers.current.size === 0) travelled.current = 0
      pointers.current.set(pointerId, { x: clientX, y: clientY })
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      const last = pointers.current.get(event.pointerId)
      if (!last) return
      const next = { x: event.clientX, y: event.clientY }
      travelled.current += Math.hypot(next.x - last.x, next.y - last.y)
      // Only what moves is a drag: a click must still reach the meter below it.
      if (travelled.current > 4) event.currentTarget.setPointerCapture(event.pointerId)
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1]
      pointers.current.set(event.pointerId, next)
      if (other) {
        const apart = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y)
        const { x, y } = pointOf(event.currentTarget, {
          clientX: (next.x + other.x) / 2,
          clientY: (next.y + other.y) / 2,
        })
        zoomAt(apart(next) / Math.max(1, apart(last)), x, y)
      } else {
        setView(now =>
          clamped(
            { ...now, x: now.x + (next.x - last.x) / pixel, y: now.y + (next.y - last.y) / pixel },
            width,
            height,
          ),
        )
      }
    },
    onPointerUp: ({ pointerId }: PointerEvent) => void pointers.current.delete(pointerId),
    onPointerCancel: ({ pointerId }: PointerEvent) => void pointers.current.delete(pointerId),
    onPointerLeave: ({ pointerId }: PointerEvent) => void pointers.current.delete(pointerId),
  }
  return {
    ...view,
    /** What undoes the zoom for things that keep their size. */
    inverse: 1 / view.scale / Math.min(1, Math.max(0.45, pixel)),
    hasLabels: row * pixel * view.scale > legible,
    handlers,
    /** Whether the pointer was dragged since it went down, so that the click at its end is none. */
    wasDragged: () => travelled.current > 4,
    zoom: (factor: number) => zoomAt(factor, width / 2, height / 2),
    fit: () => setView(whole),
  }
}

/** Part of the drawing is always in sight. */
function clamped({ x, y, scale }: View, width: number, height: number): View {
  const keep = 0.25
  const within = (value: number, size: number) =>
    Math.min(size * (1 - keep), Math.max(size * keep - size * scale, value))
  return { scale, x: within(x, width), y: within(y, height) }
}

/** Where a pointer is in units of the drawing. */
function pointOf(svg: SVGSVGElement, { clientX, clientY }: { clientX: number; clientY: number }): DOMPoint {
  return new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM()?.inverse())
}

/** Pixels that a unit of the drawing has on the screen when all of it is seen. */
function useUnitSize(svg: RefObject<SVGSVGElement | null>, width: number, height: number): number {
  const [size, setSize] = useState(1)
  useEffect(() => {
    const element = svg.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width: w, height: h } = entry.contentRect
      setSize(Math.min(w / width, h / height) || 1)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width, height])
  return size
}
