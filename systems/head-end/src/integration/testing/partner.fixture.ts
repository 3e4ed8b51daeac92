import {
  type DecodedMessage,
  decodeMessage,
  type Message,
  messageXml,
  named,
  type RequestMessage,
} from '@ferraris/cim'

/** A request as another system makes it. */
export function request(
  verb: RequestMessage['Header']['Verb'],
  noun: string,
  parts: Partial<Pick<RequestMessage, 'Payload' | 'Request'>> & {
    readonly header?: Partial<RequestMessage['Header']>
  },
): string {
  const { header, ...rest } = parts
  return messageXml({
    kind: 'request',
    form: 'generic',
    year: '2011',
    Header: { Verb: verb, Noun: noun, Source: 'MDM', ...header },
    ...rest,
  })
}

/** A switch order for meters. */
export function switchOrder(
  code: '3.31.0.18' | '3.31.0.23',
  serials: readonly string[],
  header: Partial<RequestMessage['Header']>,
  tracking = 'WO-77',
): string {
  const control = { issuerTrackingID: tracking, EndDeviceControlType: code, EndDevices: serials.map(named) }
  return request('create', 'EndDeviceControls', {
    header,
    Payload: { EndDeviceControls: { EndDeviceControl: [control] } },
  })
}

export function read(xml: string): DecodedMessage {
  return decodeMessage(new TextEncoder().encode(xml))
}

/** What a reply says in short: result and codes. */
export function replyIn(xml: string) {
  const message: Message = read(xml)
  if (message.kind !== 'response' && message.kind !== 'fault') throw new Error(`it is a ${message.kind}`)
  const { Result: result, Error: errors = [] } = message.Reply
  return {
    result,
    codes: errors.map(({ code }) => code),
    about: errors.flatMap(({ ID: id }) => (id === undefined ? [] : [id.value])),
    details: errors.map(({ details }) => details ?? '').join('; '),
    correlation: message.kind === 'response' ? message.Header.CorrelationID : undefined,
    payload: message.kind === 'response' ? message.Payload : undefined,
  }
}
