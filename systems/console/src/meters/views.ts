/** A filter that is kept: its address, and what it is called. */
export interface View {
  readonly address: string
  readonly name: string
}

const mostViews = 20

/** The views of a room that this browser keeps; what cannot be read is left out. */
export function keptViews(room: string): readonly View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(room)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return []
  }
}

export function keepViews(room: string, views: readonly View[]): void {
  localStorage.setItem(keyOf(room), JSON.stringify(views.slice(-mostViews)))
}

function keyOf(room: string): string {
  return `ferraris.${room}.views`
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
