import { CimError } from '../cim-error.ts'
import {
  type DecodedMessage,
  type DecodeSettings,
  decodeDocument,
  messageOf,
} from '../envelope/decode-message.ts'
import { type EncodeSettings, messageXml } from '../envelope/encode-message.ts'
import type { FaultMessage, Message } from '../envelope/message.ts'
import { documents } from '../envelope/roots.ts'
import { dateTime, text, token } from '../schema/leaves.ts'
import { attributed, group, many, required, tellingSpace, type ValueOf } from '../schema/schema.ts'
import { escapeXml, withoutForbidden } from '../xml/escape.ts'

/** SOAP 1.1, or 1.2 (W3C). */
export type SoapVersion = '1.1' | '1.2'

const spaces: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
}

/** Elements of both versions. */
const fault = group({
  faultcode: token,
  faultstring: text,
  faultactor: token,
  detail: documents,
  Code: group({ Value: token, Subcode: group({ Value: token }) }),
  Reason: group({ Text: many(text) }),
  Node: token,
  Role: token,
  Detail: documents,
})

const usernameToken = group({
  Username: required(token),
  Password: attributed('Type'),
  Nonce: attributed('EncodingType'),
  /** As it was written: a digest of the password is over these characters. */
  Created: token,
})

const soapEnvelope = tellingSpace(
  group({
    Header: group({
      /** WS-Security, of which a user name is understood. */
      Security: group({
        Timestamp: group({ Created: dateTime, Expires: dateTime }),
        UsernameToken: usernameToken,
      }),
    }),
    Body: required(group({ ...documents.fields, Fault: fault })),
  }),
)

/** A user as WS-Security names it. The password is a secret: it goes into no log. */
export type SoapUser = ValueOf<typeof usernameToken>

export interface SoapFault {
  /** `Client`, `Server` or what else the other side calls it, without prefix. */
  readonly code: string
  readonly reason: string
  /** What the other side says in the words of IEC 61968-100. */
  readonly message: DecodedMessage | undefined
}

/** What an envelope brings: a message, or a fault. */
export type SoapContent = {
  readonly version: SoapVersion
  readonly user: SoapUser | undefined
} & (
  | { readonly kind: 'message'; readonly message: DecodedMessage }
  | { readonly kind: 'fault'; readonly fault: SoapFault }
)

const document = group({ Envelope: soapEnvelope })

/** Opens a SOAP envelope of either version (document/literal). Throws CimError. */
export function decodeSoap(octets: Uint8Array, settings: DecodeSettings = {}): SoapContent {
  const decoder = decodeDocument(octets, document, settings)
  const { Envelope: envelope } = decoder.document as {
    Envelope: ValueOf<typeof soapEnvelope> & { xmlns: string }
  }
  const { ignored } = decoder
  const { Body: body, Header: header, xmlns } = envelope
  const common = { version: versionOf(xmlns), user: header?.Security?.UsernameToken }
  const { Fault: told } = body
  if (told !== undefined) return { ...common, kind: 'fault', fault: faultOf(told, ignored, settings) }
  if (Object.keys(body).length !== 1) {
    throw new CimError('root-unknown', 'there must be one message in the body', { path: 'Envelope/Body' })
  }
  return { ...common, kind: 'message', message: messageOf(body, ignored, settings) }
}

function versionOf(space: string): SoapVersion {
  if (space === spaces['1.1']) return '1.1'
  if (space === spaces['1.2']) return '1.2'
  throw new CimError('root-unknown', `the name space ${space.slice(0, 100)} is no version of SOAP`, {
    path: 'Envelope',
  })
}

function faultOf(
  { faultcode, faultstring, detail, Code, Reason, Detail: told = detail }: ValueOf<typeof fault>,
  ignored: readonly string[],
  settings: DecodeSettings,
): SoapFault {
  const code = (faultcode ?? Code?.Value ?? '').replace(/^.*:/, '')
  const hasMessage = told !== undefined && Object.keys(told).length > 0
  return {
    code,
    reason: faultstring ?? Reason?.Text?.[0] ?? '',
    message: hasMessage ? messageOf(told, ignored, settings) : undefined,
  }
}

export interface SoapSettings extends EncodeSettings {
  readonly version: SoapVersion
  /** Name and password in clear, for a partner that asks for them: only over TLS. */
  readonly user?: SoapSignIn
}

/** Name and password at a SOAP service. */
export interface SoapSignIn {
  readonly name: string
  readonly password: string
}

/** A message in an envelope. Throws CimError. */
export function encodeSoap(message: Message, settings: SoapSettings): Uint8Array {
  return inEnvelope(bodyOf(message, settings), settings)
}

/** What went wrong, to a SOAP client: `sender` where its message was at fault, `receiver` where it may try again. */
export function encodeSoapFault(
  culprit: 'sender' | 'receiver',
  reason: string,
  message: FaultMessage,
  settings: SoapSettings,
): Uint8Array {
  const told = escapeXml(withoutForbidden(reason))
  const detail = bodyOf(message, settings)
  const { version } = settings
  const code = version === '1.1' ? faultCodes[culprit] : culprit === 'sender' ? 'Sender' : 'Receiver'
  const body =
    version === '1.1'
      ? `<faultcode>soap:${code}</faultcode><faultstring>${told}</faultstring><detail>${detail}</detail>`
      : `<soap:Code><soap:Value>soap:${code}</soap:Value></soap:Code>` +
        `<soap:Reason><soap:Text xml:lang="en">${told}</soap:Text></soap:Reason><soap:Detail>${detail}</soap:Detail>`
  return inEnvelope(`<soap:Fault>${body}</soap:Fault>`, settings)
}

const faultCodes = { sender: 'Client', receiver: 'Server' } as const

function bodyOf(message: Message, settings: SoapSettings): string {
  return messageXml(message, settings).replace(/^<\?xml[^>]*\?>\n/, '')
}

function inEnvelope(body: string, { version, user }: SoapSettings): Uint8Array {
  const header = user === undefined ? '' : soapHeader(user)
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${spaces[version]}">${header}` +
      `<soap:Body>${body}</soap:Body></soap:Envelope>\n`,
  )
}

/** The header of an envelope with the prefix `soap` that carries name and password (WS-Security, UsernameToken). */
export function soapHeader(user: SoapSignIn): string {
  return `<soap:Header>${securityOf(user)}</soap:Header>`
}

const wss = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss'

function securityOf({ name, password }: SoapSignIn): string {
  return (
    `<wsse:Security xmlns:wsse="${wss}-wssecurity-secext-1.0.xsd" soap:mustUnderstand="1"><wsse:UsernameToken>` +
    `<wsse:Username>${escapeXml(name)}</wsse:Username>` +
    `<wsse:Password Type="${wss}-username-token-profile-1.0#PasswordText">${escapeXml(password)}</wsse:Password>` +
    '</wsse:UsernameToken></wsse:Security>'
  )
}

/** What HTTP says of an envelope. */
export function soapContentType(version: SoapVersion, action?: string): string {
  if (version === '1.1') return 'text/xml; charset=utf-8'
  return `application/soap+xml; charset=utf-8${action === undefined ? '' : `; action="${action}"`}`
}
