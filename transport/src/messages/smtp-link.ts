import { createTransport, type Transporter } from 'nodemailer'
import { linkUrl } from './link-url.ts'
import { type LinkMessage, type LinkPlace, longestSendMs, type MessageLink } from './message-link.ts'
import { MessageLinkError } from './message-link-error.ts'

/** Messages by mail (RFC 5321): handed to a mail server, which has them for good when it says so. */
export class SmtpLink implements MessageLink {
  readonly #from: string
  readonly #domain: string
  readonly #transporter: Transporter

  constructor({ url, address, username, password, tls }: LinkPlace) {
    const { host, port, secure } = linkUrl('smtp', url)
    this.#from = address ?? ''
    this.#domain = this.#from.split('@').at(-1) ?? host
    this.#transporter = createTransport({
      host,
      port,
      secure,
      // On this machine in clear, elsewhere under TLS from the first octet (RFC 8314).
      ignoreTLS: !secure,
      tls: { minVersion: 'TLSv1.2', ...tls },
      ...(username !== undefined && { auth: { user: username, pass: password ?? '' } }),
      connectionTimeout: longestSendMs,
      greetingTimeout: longestSendMs,
      socketTimeout: longestSendMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  async send({ id, body, to = [], subject = '' }: LinkMessage): Promise<undefined> {
    if (to.length === 0) throw new MessageLinkError('refused', 'a message by mail needs somebody to go to')
    try {
      await this.#transporter.sendMail({
        from: this.#from,
        to: [...to],
        subject,
        text: body,
        // The same in each attempt: a server that has it already can tell.
        messageId: `<${id}@${this.#domain}>`,
      })
    } catch (error) {
      throw faultOf(error as SmtpError)
    }
  }

  async close(): Promise<void> {
    this.#transporter.close()
  }
}

interface SmtpError extends Error {
  readonly code?: string
  readonly responseCode?: number
}

/** RFC 5321, 4.2.1: 4xx is for later, 5xx for good. What has no reply code did not reach the server. */
function faultOf(error: SmtpError): MessageLinkError {
  const { code, responseCode } = error
  const detail = error.message
  if (code === 'EAUTH') return new MessageLinkError('not-admitted', detail, { cause: error })
  // An address that cannot be written to: what waits behind it goes on.
  if (code === 'EENVELOPE' && responseCode === undefined)
    return new MessageLinkError('refused', detail, { cause: error })
  if (responseCode === undefined) return new MessageLinkError('away', detail, { cause: error })
  // Greylisting and full mailboxes: the message is tried again, those behind it go on.
  return new MessageLinkError(responseCode >= 500 ? 'refused' : 'failed', detail, { cause: error })
}
