import { isLoopbackHost } from '../loopback.ts'
import type { LinkKind } from './message-link.ts'
import { MessageLinkError } from './message-link-error.ts'

const schemes: Record<
  LinkKind,
  { readonly plain: string; readonly secure: string; readonly ports: readonly [number, number] }
> = {
  http: { plain: 'http:', secure: 'https:', ports: [80, 443] },
  soap: { plain: 'http:', secure: 'https:', ports: [80, 443] },
  mqtt: { plain: 'mqtt:', secure: 'mqtts:', ports: [1883, 8883] },
  amqp: { plain: 'amqp:', secure: 'amqps:', ports: [5672, 5671] },
  nats: { plain: 'nats:', secure: 'tls:', ports: [4222, 4222] },
  smtp: { plain: 'smtp:', secure: 'smtps:', ports: [587, 465] },
}

/** A place's URL in parts. */
export interface LinkUrl {
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/** Throws {@link MessageLinkError} where the URL is none of its kind, has secrets in it, or leaves this machine in clear. */
export function linkUrl(kind: LinkKind, text: string): LinkUrl {
  const { plain, secure, ports } = schemes[kind]
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || ![plain, secure].includes(url.protocol) || url.hostname === '') {
    throw new MessageLinkError('url-invalid', `a place of kind ${kind} is named as ${secure}//host:port`, {
      path: 'url',
    })
  }
  // The text itself is not repeated: it may hold a password.
  if (url.username !== '' || url.password !== '') {
    throw new MessageLinkError('url-invalid', 'secrets do not belong into a URL; give them apart', {
      path: 'url',
    })
  }
  const isSecure = url.protocol === secure
  if (!isSecure && !isLoopbackHost(url.hostname)) {
    throw new MessageLinkError('tls-required', `${url.hostname} is another machine: write ${secure}//`, {
      path: 'url',
    })
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? ports[isSecure ? 1 : 0] : Number(url.port),
    secure: isSecure,
  }
}
