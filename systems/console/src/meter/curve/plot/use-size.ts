import { type RefObject, useLayoutEffect, useState } from 'react'

/** Width of an element in CSS pixels, kept up to date; 0 before it is known. */
export function useSize(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(element.current)
    setWidth(Math.floor(element.current.clientWidth))
    return () => observer.disconnect()
  }, [element])
  return width
}
