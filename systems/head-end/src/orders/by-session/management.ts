import type { Lease } from '../../collection/leases/lease.ts'

/** By the companion profile client 1 may do everything; other clients may read. */
export const management = 1

/** The URI by which a meter is called for orders: as management where the keys for it are here, else as the inventory has it. */
export function managementUri({ uri, keys }: Pick<Lease, 'uri' | 'keys'>): string {
  return keys.has(management) ? clientUri(uri, management) : uri
}

/** The URI by which a meter is called as another client. */
export function clientUri(uri: string, client: number): string {
  const [place, text = ''] = uri.split('?') as [string, string?]
  const query = new URLSearchParams(text)
  query.set('client', String(client))
  if ((query.get('auth') ?? 'none') === 'none') query.set('auth', 'gmac')
  return `${place}?${query}`
}
