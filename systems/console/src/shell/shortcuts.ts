import { useEffect, useRef } from 'react'
import { singleKeysOn } from './single-keys.ts'

/** What each key does; the name of a sequence is its letters with a space: `g m`. */
type Shortcuts = Record<string, (event: KeyboardEvent) => void>

const sequenceWindow = 1200

/** Listens to single letters and two-letter sequences while no text is being typed and no sheet is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts

  useEffect(() => {
    let prefix = ''
    let prefixAt = 0
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (!singleKeysOn() || isTyping(event.target) || document.querySelector('[role$="dialog"]')) return

      const isContinued = prefix !== '' && event.timeStamp - prefixAt < sequenceWindow
      const action = (isContinued && latest.current[`${prefix} ${event.key}`]) || latest.current[event.key]
      prefix = event.key
      prefixAt = event.timeStamp
      if (!action) return
      prefix = ''
      event.preventDefault()
      action(event)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
