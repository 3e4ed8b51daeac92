/** A filter that is kept: its address, and what it is called. */
export interface View {
  readonly address: string
  readonly name: string
}

const storageKey = 'ferraris.meters.views'
const mostViews = 20

/** The views of this browser; what cannot be read is left out. */
export function keptViews(): readonly View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return []
  }
}

export function keepViews(views: readonly View[]): void {
  localStorage.setItem(storageKey, JSON.stringify(views.slice(-mostViews)))
}

/** The values of a filter: "silent, Via Roma". */
export function nameOfView(address: string): string {
  return [...new URLSearchParams(address)]
    .map(([name, value]) => (value === 'true' ? name : value))
    .join(', ')
}

function isView(view: unknown): view is View {
  return (
    typeof view === 'object' &&
    view !== null &&
    'address' in view &&
    typeof view.address === 'string' &&
    'name' in view &&
    typeof view.name === 'string'
  )
}
