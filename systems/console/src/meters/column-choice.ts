import { useState } from 'react'

const storageKey = 'ferraris.meters.columns'

/** Which columns are hidden: kept in this browser. A column that is new since then shows. */
export function useColumnChoice(): [hidden: readonly string[], hide: (columns: readonly string[]) => void] {
  const [hidden, setHidden] = useState(keptHidden)
  const hide = (columns: readonly string[]) => {
    localStorage.setItem(storageKey, columns.join(' '))
    setHidden(columns)
  }
  return [hidden, hide]
}

function keptHidden(): readonly string[] {
  return (localStorage.getItem(storageKey) ?? 'model').split(' ').filter(Boolean)
}
