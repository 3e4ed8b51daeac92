import { type MeterUri, MeterUriError, parseMeterUri } from '@ferraris/transport'

/** A meter on the power line: its concentrator, its address, and the client of DLMS sessions with it. */
interface LineUri
  extends Pick<MeterUri, 'client' | 'server' | 'auth' | 'suite' | 'ciphering' | 'referencing' | 'device'> {
  /** Undefined where no concentrator serves it yet: whichever hears it. */
  readonly concentrator: string | undefined
  /** 12 hex digits in capitals. */
  readonly aca: string
}

const scheme = 'smitp+g2:'
const example = 'smitp+g2:///464500000001?client=2&server=1&auth=gmac'

export function isLineUri(uri: string): boolean {
  return uri.startsWith(scheme)
}

/**
 * Reads `smitp+g2://<concentrator>/<aca>?client=2&server=1&auth=gmac`; the parameters are those of every meter URI, the
 * concentrator may be left out. Throws MeterUriError.
 */
export function parseLineUri(text: string): LineUri {
  const [, concentrator, aca, query = ''] =
    /^smitp\+g2:\/\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\/([0-9A-Fa-f]{12})(\?.*)?$/.exec(text) ?? []
  if (aca === undefined)
    throw new MeterUriError('form', `is not that of a meter on the power line; write ${example}`)
  const { client, server, auth, suite, ciphering, referencing, device } = parseMeterUri(
    `dlms+tcp://line${query}`,
  )
  return {
    concentrator,
    aca: aca.toUpperCase(),
    client,
    server,
    auth,
    ...(suite !== undefined && { suite }),
    ...(ciphering !== undefined && { ciphering }),
    ...(referencing !== undefined && { referencing }),
    ...(device !== undefined && { device }),
  }
}

/** The same meter behind another concentrator. */
export function servedBy(uri: string, concentrator: string): string {
  return uri.replace(/^smitp\+g2:\/\/[^/]*\//, `${scheme}//${concentrator}/`)
}
