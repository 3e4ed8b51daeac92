import { type Draft, emptyDraft } from './draft.ts'

/** Where the list of meters leaves a selection that is too long for an address. */
const place = 'ferraris.selected-meters'

/** Hands chosen meters to the wizard, in this tab. */
export function handOver(serials: readonly string[]): void {
  sessionStorage.setItem(place, serials.join('\n'))
}

/** What the address asks for: `?selected` the meters that a list has handed over, else those that fit its filter. */
export function startingDraft(): Draft {
  const params = new URLSearchParams(location.search)
  if (params.has('selected')) return { ...emptyDraft, serials: sessionStorage.getItem(place) ?? '' }
  const given = ['search', 'state', 'incomplete', 'clock'].flatMap(name => {
    const value = params.get(name)
    return value ? [[name, name === 'incomplete' ? true : value] as const] : []
  })
  const concentrator = params.get('concentrator')
  return {
    ...emptyDraft,
    ...(given.length > 0 && { filter: Object.fromEntries(given) }),
    ...(concentrator && { concentrators: [concentrator] }),
  }
}
