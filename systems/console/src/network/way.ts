/** How the head-end gets to a meter. */
type Way =
  | { readonly kind: 'direct' }
  /** `concentrator` is null while none has heard the meter. */
  | { readonly kind: 'line'; readonly concentrator: string | null; readonly aca: string }

const lineUri = /^smitp\+g2:\/\/([^/?]*)\/([0-9A-F]{12})(?:[?#]|$)/i

/** The way that a meter's URI says: `smitp+g2://C1/464500000001?…` is a meter on the line of C1; others are direct. */
export function wayOf(uri: string): Way {
  const [, concentrator, aca] = lineUri.exec(uri) ?? []
  if (concentrator === undefined || aca === undefined) return { kind: 'direct' }
  return { kind: 'line', concentrator: decodeURIComponent(concentrator) || null, aca: aca.toUpperCase() }
}

/** The page of a concentrator, or a part of it. */
export function addressOf(id: string, part?: string): string {
  return `/network/concentrators/${encodeURIComponent(id)}${part === undefined ? '' : `/${part}`}`
}

/** The page of a concentrator with a meter of its line selected. */
export function nodeAddressOf(id: string, aca: string): string {
  return `${addressOf(id)}?meter=${aca}`
}
