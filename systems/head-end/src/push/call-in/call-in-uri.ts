import { type MeterUri, MeterUriError, parseMeterUri } from '@ferraris/transport'

/** A meter that opens the connection itself: it is known by its system title, wherever it calls from. */
interface CallInUri
  extends Pick<MeterUri, 'client' | 'server' | 'auth' | 'suite' | 'ciphering' | 'referencing' | 'device'> {
  /** 16 hex digits. */
  readonly systemTitle: string
}

const scheme = 'dlms+call-in:'
const example = 'dlms+call-in://4645520000000001?client=2&server=1&auth=gmac'

export function isCallInUri(uri: string): boolean {
  return uri.startsWith(scheme)
}

/** Reads such a URI; the parameters are those of every meter URI. Throws MeterUriError. */
export function parseCallInUri(text: string): CallInUri {
  const [, systemTitle, query = ''] = /^dlms\+call-in:\/\/([0-9A-Fa-f]{16})\/?(\?.*)?$/.exec(text) ?? []
  if (systemTitle === undefined)
    throw new MeterUriError(
      'form',
      `is not that of a meter that calls in; write its system title, as in ${example}`,
    )
  const { client, server, auth, suite, ciphering, referencing, device } = parseMeterUri(
    `dlms+tcp://caller${query}`,
  )
  return {
    systemTitle: systemTitle.toLowerCase(),
    client,
    server,
    auth,
    ...(suite !== undefined && { suite }),
    ...(ciphering !== undefined && { ciphering }),
    ...(referencing !== undefined && { referencing }),
    ...(device !== undefined && { device }),
  }
}
