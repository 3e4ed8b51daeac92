import {
  defaulted,
  instant,
  nullable,
  nullableInstant,
  query,
  resource,
  roles,
  wholeList,
} from '@ferraris/service'
import { linkKinds } from '@ferraris/transport'
import { type Static, Type } from 'typebox'

const name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of the destination (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['mdm'],
})
const kind = Type.Enum([...linkKinds], {
  description:
    'How messages go there: `http` posts them as they are, `soap` in SOAP 1.1, `mqtt`, `amqp` (1.0) and `nats` (JetStream) over a broker, `smtp` by mail (notifications only).',
})
const url = Type.String({
  minLength: 1,
  maxLength: 1024,
  examples: ['https://mdm.example/cim', 'mqtts://broker.example:8883'],
})
const address = Type.String({ minLength: 1, maxLength: 256 })
const form = Type.Enum(['generic', 'typed', 'json'], {
  description:
    'Of the messages: the generic ones of IEC 61968-100, or those typed by noun; `json`: notifications of alarms only, as JSON.',
})
const nouns = Type.Array(Type.String({ pattern: '^[A-Za-z]{1,64}$' }), {
  maxItems: 64,
  uniqueItems: true,
  description:
    'What is published to it: MeterReadings, EndDeviceEvents, EndDeviceControls (results of orders), EndDeviceConfig (meters found or changed), WorkRequests.',
  examples: [['MeterReadings', 'EndDeviceEvents']],
})
const role = Type.Enum([...roles], { description: 'What its requests may do that come over its broker.' })
const pem = Type.String({ minLength: 1, maxLength: 20_000, description: 'PEM.' })
const secret = Type.String({ minLength: 1, maxLength: 1024 })

/** What an operator chooses; credentials are written and never read. */
export const destinationSettings = resource(
  'IntegrationDestinationSettings',
  {
    kind,
    url,
    address: Type.Optional({
      ...address,
      description:
        'Of a broker: topic, queue or subject that messages go to. Of a mail server: the address that they come from.',
    }),
    requests: Type.Optional({
      ...address,
      description: 'Of a broker: topic, queue or subject that requests are taken from; none without it.',
    }),
    form: defaulted({ ...form, default: 'generic' }),
    nouns: defaulted({ ...nouns, default: [] }),
    role: defaulted({ ...role, default: 'operator' }),
    enabled: defaulted(
      Type.Boolean({ default: true, description: 'Whether messages go there now; else they wait.' }),
    ),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    password: Type.Optional(secret),
    wsSecurity: defaulted(
      Type.Boolean({
        default: false,
        description:
          'By SOAP: user and password go as a UsernameToken of WS-Security (PasswordText), not as HTTP Basic.',
      }),
    ),
    token: Type.Optional({ ...secret, description: 'Bearer token, instead of user and password.' }),
    authorities: Type.Optional({
      ...pem,
      description: 'Authorities that it is trusted by, PEM; default: the system’s.',
    }),
    certificate: Type.Optional({ ...pem, description: 'Our certificate for it, PEM.' }),
    key: Type.Optional({ ...pem, description: 'Key of our certificate, PEM.' }),
    signingKey: Type.Optional({
      ...secret,
      minLength: 16,
      description:
        'By HTTP: each message has `x-ferraris-signature: sha256=` and the HMAC of `<x-message-id>.<body>` under this key.',
    }),
  },
  'Where messages go and come from. Credentials that are left out stay as they were.',
)
export type DestinationSettings = Static<typeof destinationSettings>

export const newDestination = Type.Object(
  { name, ...destinationSettings.properties },
  { $id: 'NewIntegrationDestination', description: 'A destination to add.', additionalProperties: false },
)

export const destination = resource(
  'IntegrationDestination',
  {
    name,
    kind,
    url,
    address: nullable('string'),
    requests: nullable('string'),
    form,
    nouns,
    role,
    enabled: Type.Boolean(),
    username: nullable('string'),
    wsSecurity: Type.Boolean(),
    hasPassword: Type.Boolean({ description: 'Whether there is a password or token; it is never shown.' }),
    hasCertificate: Type.Boolean(),
    state: Type.Enum(['ready', 'away', 'disabled'], {
      description: '`away`: the last attempt did not reach it.',
    }),
    awaySince: nullableInstant('Since when it is away.'),
    detail: nullable('string', { description: 'Why it is away, or why its requests do not come.' }),
    requestsState: Type.Union([Type.Enum(['up', 'down']), Type.Null()], {
      description: 'Whether its broker hands over requests.',
    }),
    nextAttemptAt: nullableInstant('When it is tried again.'),
    waiting: Type.Integer({ description: 'Messages that wait for it.' }),
    dead: Type.Integer({ description: 'Messages that it refused, or that were tried too often.' }),
    oldestWaitingAt: nullableInstant('Since when the oldest of them waits.'),
    createdAt: instant('When it was added.'),
    changedAt: instant('When its settings changed last.'),
  },
  'Another system that messages go to.',
)
export type Destination = Static<typeof destination>

export const destinationParams = Type.Object({ name })
export const destinationList = wholeList(destination, 'All destinations, by name.')
export const removalQuery = query({
  force: defaulted(
    Type.Boolean({ default: false, description: 'Also when messages wait for it: they are discarded.' }),
  ),
})
export const destinationResources = [destinationSettings, newDestination, destination]
