import { defaulted, instant, nullable, query, resource, roles, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../../events/schemas.ts'
import { kind } from '../desk/schemas.ts'
import { incidentKinds } from '../tables.ts'

const text = Type.String({ minLength: 1, maxLength: 64 })

/** Letters, digits and signs that mean nothing else in the head of a mail, as comments, groups and quotes do (RFC 5322, 3.2.3). */
const mailAddress =
  "^[\\p{L}\\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\\p{L}\\p{N}]([\\p{L}\\p{N}.-]{0,188}[\\p{L}\\p{N}])?$"

const settings = {
  name: { ...text, description: 'What it is for.', examples: ['Night shift'] },
  person: Type.Optional({ ...text, description: 'Shown in the console to this person …' }),
  role: Type.Optional(Type.Enum([...roles], { description: '… or to all who may what this role may …' })),
  destination: Type.Optional({
    ...text,
    description: '… or sent to this destination: mail server, web server, MQTT or any other.',
  }),
  addresses: defaulted(
    Type.Array(Type.String({ pattern: mailAddress }), {
      default: [],
      maxItems: 50,
      uniqueItems: true,
      description: 'By mail: who gets it.',
    }),
  ),
  severity: defaulted({ ...severity, default: 'major', description: 'Of this severity, or graver.' }),
  kinds: defaulted(
    Type.Array(kind, {
      default: [],
      maxItems: 100,
      uniqueItems: true,
      description: 'Only these kinds; `outage` for outages. None: all.',
    }),
  ),
  substation: Type.Optional({ ...text, description: 'Only of this substation, and what spans several.' }),
  enabled: defaulted(Type.Boolean({ default: true })),
}

export const subscriptionSettings = resource(
  'AlarmSubscriptionSettings',
  settings,
  'Who is told of which alarms and incidents.',
)
export type SubscriptionSettings = Static<typeof subscriptionSettings>

export const subscription = resource(
  'AlarmSubscription',
  {
    id: Type.Integer(),
    name: Type.String(),
    person: nullable('string'),
    role: Type.Union([Type.Enum([...roles]), Type.Null()]),
    destination: nullable('string'),
    addresses: Type.Array(Type.String()),
    severity,
    kinds: Type.Array(Type.String()),
    substation: nullable('string'),
    enabled: Type.Boolean(),
    createdBy: Type.String(),
    createdAt: instant('When it was made.'),
  },
  'Who is told of which alarms and incidents.',
)
export type Subscription = Static<typeof subscription>

export const news = resource(
  'AlarmNews',
  {
    id: Type.Integer(),
    at: instant('When.'),
    incident: nullable('integer'),
    alarm: nullable('integer'),
    kind: Type.String({ description: `Kind of event, or ${incidentKinds.join(', ')}.` }),
    what: Type.String({ examples: ['new', 'restoring', 'over'] }),
    severity,
    substation: nullable('string'),
    feeder: nullable('string'),
    endDevice: nullable('string'),
    affected: Type.Integer(),
    back: Type.Integer(),
  },
  'Something that there is to tell of an alarm or incident.',
)
export type News = Static<typeof news>

export const newsQuery = query({
  after: defaulted(Type.Integer({ minimum: 0, default: 0, description: 'Only what came after this one.' })),
  limit: defaulted(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})
export const newsList = wholeList(news, 'What there is to tell the person who asks, the newest first.')
export const subscriptionParams = Type.Object({ id: Type.Integer({ minimum: 1 }) })
export const subscriptionList = wholeList(subscription, 'All subscriptions.')
export const subscriptionResources = [subscriptionSettings, subscription, news]
