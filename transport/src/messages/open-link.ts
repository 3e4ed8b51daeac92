import { AmqpLink, takeFromAmqp } from './amqp-link.ts'
import { GuardedLink, guardedIntake } from './guarded-link.ts'
import { HttpLink } from './http-link.ts'
import type { Intake, LinkIntake, LinkPlace, MessageLink } from './message-link.ts'
import { MessageLinkError } from './message-link-error.ts'
import { MqttLink, takeFromMqtt } from './mqtt-link.ts'
import { NatsLink, takeFromNats } from './nats-link.ts'
import { SmtpLink } from './smtp-link.ts'

/**
 * A link for sending, by the name of this process; it connects with the first message. Throws {@link MessageLinkError} where the
 * place cannot be one.
 */
export function openMessageLink(place: LinkPlace, name: string): MessageLink {
  const { reach } = place
  return reach === undefined
    ? openLink(place, name)
    : new GuardedLink(place, reach, () => openLink(place, name))
}

function openLink(place: LinkPlace, name: string): MessageLink {
  switch (place.kind) {
    case 'http':
    case 'soap':
      return new HttpLink(place)
    case 'mqtt':
      return new MqttLink(place, name)
    case 'amqp':
      return new AmqpLink(place, name)
    case 'nats':
      return new NatsLink(place, name)
    case 'smtp':
      return new SmtpLink(place)
  }
}

/** Takes messages from a broker until it is closed; a connection that breaks is made again. */
export function takeMessages(place: LinkPlace, intake: LinkIntake): Intake {
  const { reach } = place
  return reach === undefined
    ? openIntake(place, intake)
    : guardedIntake(place, reach, intake, () => openIntake(place, intake))
}

function openIntake(place: LinkPlace, intake: LinkIntake): Intake {
  switch (place.kind) {
    case 'http':
    case 'soap':
    case 'smtp':
      throw new MessageLinkError('url-invalid', 'a web or mail server hands over nothing', {
        path: 'kind',
      })
    case 'mqtt':
      return takeFromMqtt(place, intake)
    case 'amqp':
      return takeFromAmqp(place, intake)
    case 'nats':
      return takeFromNats(place, intake)
  }
}
