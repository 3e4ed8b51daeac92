import type { Lease } from '../../collection/queue.ts'

/** By the companion profile client 1 may do everything; other clients may read. */
export const management = 1

/** The URI by which a meter is called for orders: as management where the keys for it are here, else as the inventory has it. */
export function managementUri({ uri, keys }: Pick<Lease, 'uri' | 'keys'>): string {
  if (!keys.has(management)) return uri
  const [place, text = ''] = uri.split('?') as [string, string?]
  const query = new URLSearchParams(text)
  query.set('client', String(management))
  if ((query.get('auth') ?? 'none') === 'none') query.set('auth', 'gmac')
  return `${place}?${query}`
}
