/** How the ids of texts begin that the first page may show, before a person has opened a room. All others come with the first room. */
const beginnings = [
  ...['common', 'list', 'table', 'part', 'error', 'problem', 'not-found', 'sign-in', 'shell', 'room', 'news'],
  ...['overview', 'state', 'severity', 'role', 'kind', 'event', 'order', 'orders', 'incident.course'],
].map(beginning => `${beginning}.`)

const others = new Set([
  'events.failed',
  'events.lasted',
  'help.title',
  'incident.outage',
  'incident.storm',
  'meter.state',
  'palette.title',
  'people.own-password',
  'settings.language',
])

export function isOnFirstPage(id: string): boolean {
  return others.has(id) || beginnings.some(beginning => id.startsWith(beginning))
}
