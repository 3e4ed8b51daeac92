/** What ids of texts begin with that the first page may show: those before a person has opened a room. The others come with the first part that is shown. */
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
