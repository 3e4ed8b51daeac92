/** The page of a concentrator, or a part of it. */
export const addressOf = (id: string, part?: string): string =>
  `/network/concentrators/${encodeURIComponent(id)}${part === undefined ? '' : `/${part}`}`

/** The page of a concentrator with a meter of its line selected. */
export const nodeAddressOf = (id: string, aca: string): string => `${addressOf(id)}?meter=${aca}`
