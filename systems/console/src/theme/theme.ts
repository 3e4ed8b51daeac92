import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const storageKey = 'ferraris.theme'
const listeners = new Set<() => void>()

function currentTheme(): Theme {
  const kept = localStorage.getItem(storageKey)
  return themes.find(theme => theme === kept) ?? 'system'
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme)
  applyTheme()
  for (const listener of listeners) listener()
}

/** Puts the chosen theme on the document; `system` leaves the choice to the browser. */
export function applyTheme(): void {
  const theme = currentTheme()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme)
}

/** Counts up when colours change, chosen or by the system: what is painted on a canvas must be painted again. */
export function useColourEpoch(): number {
  return useSyncExternalStore(subscribeColours, () => epoch)
}

let epoch = 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function subscribeColours(listener: () => void): () => void {
  const changed = () => {
    epoch += 1
    listener()
  }
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', changed)
  listeners.add(changed)
  return () => {
    system.removeEventListener('change', changed)
    listeners.delete(changed)
  }
}
