import { useState } from 'react'
import { optionalColumns } from './columns.tsx'

const storageKey = 'ferraris.meters.columns'

/** Which columns show: kept in this browser. A column that is new since then shows. */
export function useColumnChoice(): [
  visible: Record<string, boolean>,
  choose: (shown: readonly string[]) => void,
] {
  const [hidden, setHidden] = useState(keptHidden)
  const choose = (shown: readonly string[]) => {
    const next = optionalColumns.filter(id => !shown.includes(id))
    localStorage.setItem(storageKey, next.join(' '))
    setHidden(next)
  }
  return [Object.fromEntries(hidden.map(id => [id, false])), choose]
}

function keptHidden(): string[] {
  return (localStorage.getItem(storageKey) ?? 'model').split(' ').filter(Boolean)
}
