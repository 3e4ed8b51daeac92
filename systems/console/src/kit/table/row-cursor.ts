import { type KeyboardEvent, type RefObject, useState } from 'react'
import { useShortcuts } from '../../shell/shortcuts.ts'

interface RowCursorOptions {
  readonly count: number
  /** Scrolls a row into sight, so that it is in the document. */
  readonly reveal: (index: number) => void
  readonly open: (index: number) => void
  readonly scroller: RefObject<HTMLElement | null>
}

/** One row of many holds the keyboard: arrows, Home, End and Page keys inside the list; j, k and Enter from anywhere. */
export function useRowCursor({ count, reveal, open, scroller }: RowCursorOptions) {
  const [current, setCurrent] = useState(0)

  const focus = (wanted: number) => {
    const index = Math.max(0, Math.min(count - 1, wanted))
    setCurrent(index)
    reveal(index)
    const focusRow = () => {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
      row?.focus()
      return row != null
    }
    // A row out of sight comes into the document only after the list has scrolled.
    if (!focusRow()) requestAnimationFrame(() => requestAnimationFrame(focusRow))
  }

  const isInside = () => scroller.current?.contains(document.activeElement) ?? false
  useShortcuts({
    j: () => focus(isInside() ? current + 1 : current),
    k: () => focus(isInside() ? current - 1 : current),
  })

  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 12,
    PageUp: -12,
    Home: -count,
    End: count,
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      focus(current + step)
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      open(current)
    }
  }
  return { current: Math.min(current, Math.max(0, count - 1)), moveTo: setCurrent, onKeyDown }
}
