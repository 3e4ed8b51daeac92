import { useSyncExternalStore } from 'react'

const storageKey = 'ferraris.single-keys'
const listeners = new Set<() => void>()

/**
 * Whether single letters are shortcuts. People who speak or type into a page by other means than a keyboard
 * must be able to switch them off (WCAG 2.2, 2.1.4).
 */
export function singleKeysOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off'
}

export function switchSingleKeys(on: boolean): void {
  localStorage.setItem(storageKey, on ? 'on' : 'off')
  for (const listener of listeners) listener()
}

export function useSingleKeysOn(): boolean {
  return useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, singleKeysOn)
}
