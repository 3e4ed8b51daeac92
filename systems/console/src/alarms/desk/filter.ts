import { type Severity, severities } from '../../api/resources.ts'

/** What of the desk is looked at: by how far people are with it, or whose it is. */
export const views = ['open', 'new', 'mine', 'closed'] as const
export type View = (typeof views)[number]

export interface DeskFilter {
  readonly view: View
  readonly severity: Severity | null
  /** Part of a name, place or serial number. */
  readonly search: string
}

/** The filter that an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): DeskFilter {
  return {
    view: views.find(view => view === params.get('view')) ?? 'open',
    severity: severities.find(severity => severity === params.get('severity')) ?? null,
    search: params.get('search')?.trim() ?? '',
  }
}

/** The address of a filter; that of the desk as it opens is empty. */
export function paramsOf({ view, severity, search }: DeskFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (view !== 'open') params.set('view', view)
  if (severity) params.set('severity', severity)
  if (search !== '') params.set('search', search)
  return params
}

/** The same for the head-end, of alarms and of incidents. */
export function queryOf({ view, severity }: DeskFilter, person: string | undefined) {
  return {
    state: view === 'mine' ? ('assigned' as const) : view,
    ...(view === 'mine' && person !== undefined && { assignedTo: person }),
    ...(severity && { severity }),
  }
}
