import { createHmac } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { linkUrl } from './link-url.ts'
import {
  type LinkMessage,
  type LinkPlace,
  longestMessage,
  longestSendMs,
  type MessageLink,
} from './message-link.ts'
import { linkError, type MessageFault, MessageLinkError } from './message-link-error.ts'
import type { Reach } from './reach.ts'

/** Messages by POST to a web server, one request each; its answer comes back with the same request. */
export class HttpLink implements MessageLink {
  readonly #place: LinkPlace
  readonly #secure: boolean

  constructor(place: LinkPlace) {
    this.#secure = linkUrl(place.kind, place.url).secure
    this.#place = place
  }

  async send(message: LinkMessage): Promise<string | undefined> {
    let answer: { readonly status: number; readonly body: string }
    try {
      answer = await this.#post(message)
    } catch (error) {
      throw linkError(error, `POST to ${new URL(this.#place.url).host}`)
    }
    const fault = faultOf(answer.status, answer.body)
    if (fault !== undefined) throw new MessageLinkError(fault, told(answer.status, answer.body))
    return answer.body === '' ? undefined : answer.body
  }

  async close(): Promise<void> {}

  #post({ body, id, contentType, soapAction }: LinkMessage): Promise<{ status: number; body: string }> {
    const { url, username, password, token, tls, signingKey, reach } = this.#place
    const ask = this.#secure ? requestHttps : requestHttp
    return new Promise((resolve, reject) => {
      const request = ask(url, {
        method: 'POST',
        // A connection of its own: one that idles may be closed by the other end just as we begin.
        agent: false,
        ...(reach && { lookup: lookupWithin(reach) }),
        timeout: longestSendMs,
        signal: AbortSignal.timeout(longestSendMs),
        headers: {
          'content-type': `${contentType}; charset=utf-8`,
          'content-length': Buffer.byteLength(body),
          'x-message-id': id,
          ...(signingKey !== undefined && { 'x-ferraris-signature': signatureOf(signingKey, id, body) }),
          ...(soapAction !== undefined && { soapaction: `"${soapAction}"` }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(username !== undefined && {
            authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`,
          }),
        },
        ...(this.#secure && { ...tls, minVersion: 'TLSv1.2' as const }),
      })
      request.on('error', reject)
      request.on('timeout', () => request.destroy(new Error('no answer in time')))
      request.on('response', response => {
        const parts: Buffer[] = []
        let length = 0
        response.on('error', reject)
        response.on('data', (part: Buffer) => {
          length += part.length
          // What is longer is no answer that we know how to use.
          if (length > longestMessage)
            request.destroy(new Error(`the answer is longer than ${longestMessage} octets`))
          else parts.push(part)
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        )
      })
      request.end(body)
    })
  }
}

/** Calls the very address that was looked at: a name may lead elsewhere a moment later. */
function lookupWithin(reach: Reach): LookupFunction {
  return (host, { all }, tell) => {
    reach.addressOf(host).then(
      ({ address, family }) => {
        if (all) tell(null, [{ address, family }])
        else tell(null, address, family)
      },
      error => tell(error, ''),
    )
  }
}

/** Over identifier and body, so that neither can be exchanged, and one that was seen is known by its identifier. */
function signatureOf(key: string, id: string, body: string): string {
  return `sha256=${createHmac('sha256', key).update(`${id}.${body}`).digest('hex')}`
}

const away = [408, 425, 429, 502, 503, 504]

function faultOf(status: number, body: string): MessageFault | undefined {
  if (status >= 200 && status < 300) return undefined
  if (away.includes(status)) return 'busy'
  if (status === 401 || status === 403 || status === 407) return 'not-admitted'
  // SOAP 1.1, 4.4.1 and 6.2: every fault comes with 500, and its code tells whose it is.
  if (status === 500 && /<(?:[\w.-]+:)?faultcode>\s*(?:[\w.-]+:)?Client\b/.test(body)) return 'refused'
  // Redirects are not followed: they would lead to a place that is not the destination that was checked.
  return status >= 500 || status < 400 ? 'failed' : 'refused'
}

const longestTold = 500

function told(status: number, body: string): string {
  const text = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const redirected =
    status >= 300 && status < 400 ? ' (redirects are not followed: name the place itself)' : ''
  return `HTTP ${status}${redirected}${text === '' ? '' : `: ${text.slice(0, longestTold)}`}`
}
