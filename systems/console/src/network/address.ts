/** The page of a concentrator, or a part of it. */
export function addressOf(id: string, part?: string): string {
  return `/network/concentrators/${encodeURIComponent(id)}${part === undefined ? '' : `/${part}`}`
}

/** The page of a concentrator with a meter of its line selected. */
export function nodeAddressOf(id: string, aca: string): string {
  return `${addressOf(id)}?meter=${aca}`
}
