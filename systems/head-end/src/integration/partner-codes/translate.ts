import {
  CimError,
  commandOf,
  controlCodes,
  type EventMessage,
  eventCodes,
  eventOfCode,
  formatEndDeviceCode,
  type NounValue,
  type Payload,
  parseEndDeviceCode,
  type Reply,
  type RequestMessage,
  type ResponseMessage,
  replyCodes,
} from '@ferraris/cim'
import { type EventName, eventSeverities } from '@ferraris/metering'
import type { PartnerCodes } from './schemas.ts'

/*
 * Partners differ in the codes of orders, events and replies, whose tables are licensed text. Within, everything has our codes; a partner's
 * are exchanged for them, and ours for the partner's, at the border: in a message that came in before it is worked on, and in one that goes out.
 */

type Control = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]
type Event = NonNullable<NounValue<'EndDeviceEvents'>['EndDeviceEvent']>[number]
type Codes = Pick<PartnerCodes, 'controls' | 'events' | 'replies'>
type Message = RequestMessage | ResponseMessage | EventMessage

/** An order without a code of its own: ours until a partner names one; the action tells which it is. */
export const otherOrder = '3.7.0.0'
/** Detail of an event that has our name of it: several events may share a code. */
export const eventDetail = 'ferraris.event'

/** A message that came in, with our codes. */
export function toOurs<M extends Message>(message: M, codes: Codes | undefined): M {
  if (codes === undefined) return message
  const controls = namesByCode(codes.controls)
  const events = namesByCode(codes.events)
  return withPayload(message, {
    control: control => controlIn(control, controls.get(inNumbers(control.EndDeviceControlType))),
    event: event => eventIn(event, events.get(inNumbers(event.EndDeviceEventType))),
  })
}

/** A message that goes out, with the partner's codes where it has some. */
export function toTheirs<M extends Message>(message: M, codes: Codes | undefined): M {
  if (codes === undefined) return message
  const out = withPayload(message, {
    control: control => {
      const code = codes.controls[orderOf(control)]
      return code === undefined ? control : { ...control, EndDeviceControlType: code }
    },
    event: event => {
      const code = codes.events[eventNameOf(event) ?? '']
      return code === undefined ? event : { ...event, EndDeviceEventType: code }
    },
  })
  return out.kind === 'response' ? { ...out, Reply: replyOut(out.Reply, codes.replies) } : out
}

function namesByCode(codes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(codes).map(([name, code]) => [inNumbers(code), name]))
}

/** Partners write codes in numbers or in words. */
function inNumbers(code: string): string {
  try {
    return formatEndDeviceCode(parseEndDeviceCode(code))
  } catch (error) {
    if (error instanceof CimError) return code
    throw error
  }
}

function controlIn(control: Control, name: string | undefined): Control {
  if (name === undefined) return control
  if (Object.hasOwn(controlCodes, name))
    return { ...control, EndDeviceControlType: controlCodes[name as keyof typeof controlCodes].code }
  const EndDeviceAction = { ...control.EndDeviceAction, command: name }
  return { ...control, EndDeviceControlType: otherOrder, EndDeviceAction }
}

function eventIn(event: Event, name: string | undefined): Event {
  if (name === undefined) return event
  const EndDeviceEventDetails = [...(event.EndDeviceEventDetails ?? []), { name: eventDetail, value: name }]
  const code = eventCodes[name as EventName]?.code
  return { ...event, EndDeviceEventDetails, ...(code !== undefined && { EndDeviceEventType: code }) }
}

/** By its code, or by the words of its action. */
function orderOf({ EndDeviceControlType: code, EndDeviceAction: action }: Control): string {
  return commandOf(code) ?? action?.command ?? ''
}

/** What an event is in our words: as its details name it, else by its code. */
export function eventNameOf({
  EndDeviceEventDetails: details = [],
  EndDeviceEventType: code,
}: Event): EventName | undefined {
  const named = details.find(({ name }) => name === eventDetail)?.value
  if (named !== undefined && Object.hasOwn(eventSeverities, named)) return named as EventName
  return eventOfCode(inNumbers(code))
}

const replyNames = new Map(Object.entries(replyCodes).map(([name, { code }]) => [code, name]))

function replyOut(reply: Reply, codes: Readonly<Record<string, string>>): Reply {
  return {
    ...reply,
    ...(reply.Error && {
      Error: reply.Error.map(error => ({
        ...error,
        code: codes[replyNames.get(error.code) ?? error.code] ?? error.code,
      })),
    }),
  }
}

interface Exchange {
  readonly control: (control: Control) => Control
  readonly event: (event: Event) => Event
}

function withPayload<M extends Message>(message: M, exchange: Exchange): M {
  const { Payload: payload } = message
  return payload === undefined ? message : { ...message, Payload: exchanged(payload, exchange) }
}

function exchanged<P extends Pick<Payload, 'EndDeviceControls' | 'EndDeviceEvents'>>(
  payload: P & Pick<Payload, 'OperationSet'>,
  exchange: Exchange,
): P {
  const { EndDeviceControls: controls, EndDeviceEvents: events, OperationSet: set } = payload
  return {
    ...payload,
    ...(controls?.EndDeviceControl && {
      EndDeviceControls: { ...controls, EndDeviceControl: controls.EndDeviceControl.map(exchange.control) },
    }),
    ...(events?.EndDeviceEvent && {
      EndDeviceEvents: { ...events, EndDeviceEvent: events.EndDeviceEvent.map(exchange.event) },
    }),
    ...(set?.Operation && {
      OperationSet: { ...set, Operation: set.Operation.map(one => exchanged(one, exchange)) },
    }),
  }
}
