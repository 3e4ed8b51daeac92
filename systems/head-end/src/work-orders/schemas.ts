import { defaulted, instant, localDate, query, resource, wholeList } from '@ferraris/service'
import { Type } from 'typebox'
import { obis, serial } from '../inventory/identifiers.ts'
import { publicKey } from './public-key.ts'
import { fieldKinds } from './requests/steps-of-control.ts'

function simple(action: string, description: string) {
  return Type.Object({ action: Type.Literal(action) }, { additionalProperties: false, description })
}

const step = Type.Union(
  [
    simple('read-registers', 'All registers and the clock.'),
    simple('read-events', 'The event log.'),
    simple('set-clock', 'To the clock of the field device.'),
    simple('disconnect', 'Switch the supply off.'),
    simple('reconnect', 'Switch it on again.'),
    Type.Object(
      {
        action: Type.Literal('read-profile'),
        profile: obis,
        from: localDate('First day of the meter.'),
        to: localDate('Last day.'),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        action: Type.Literal('write'),
        attribute: Type.String({
          pattern: '^\\d{1,3}(\\.\\d{1,3}){5}:\\d{1,3}$',
          description: 'OBIS code and number.',
          examples: ['0.0.96.3.10.255:4'],
        }),
        value: Type.String({ maxLength: 256, description: 'As text.' }),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        action: Type.Literal('firmware'),
        version: Type.String({ minLength: 1, maxLength: 32 }),
        sha256: Type.String({
          pattern: '^[0-9a-f]{64}$',
          description: 'Of the image, which goes beside the order.',
        }),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        action: Type.Literal('programme'),
        kind: Type.Enum(fieldKinds(), { description: 'As of an order.' }),
        parameters: Type.Unsafe<Readonly<Record<string, unknown>>>({
          type: 'object',
          additionalProperties: true,
          maxProperties: 32,
          description: 'Those of the kind.',
        }),
      },
      { additionalProperties: false, description: 'Anything that can be done at a meter over DLMS.' },
    ),
  ],
  { description: 'What is done at the meter.' },
)

export const steps = Type.Array(step, {
  minItems: 1,
  maxItems: 100,
  description: 'In this order, each once.',
})

export const workOrderRequest = resource(
  'WorkOrderRequest',
  {
    endDevice: serial,
    steps,
    notBefore: Type.Optional(instant('From when on it is valid; default: at once.')),
    notAfter: instant('Until when; at most 30 days from now.'),
    fieldDevice: Type.Object(
      {
        sealing: publicKey('Public key (X25519) to which the meter keys are sealed'),
        signing: publicKey('Public key (Ed25519) that signs the results'),
      },
      {
        additionalProperties: false,
        description: 'Of a field device that is registered and approved: what `ferraris field init` prints.',
      },
    ),
  },
  'Work for a field device.',
)

const properties = {
  id: Type.String({ format: 'uuid' }),
  endDevice: serial,
  steps,
  notBefore: instant('Valid from.'),
  notAfter: instant('Valid until.'),
  issuedAt: instant('When it was issued.'),
  issuedBy: Type.String(),
  done: Type.Integer({ description: 'Steps that are done.' }),
}

const workOrder = resource('WorkOrder', properties, 'An order, without keys.')
export const workOrderDetail = resource(
  'WorkOrderDetail',
  {
    ...properties,
    results: Type.Array(
      Type.Object({
        step: Type.Integer({ description: 'Place in `steps`, from 0.' }),
        action: Type.String(),
        outcome: Type.Enum(['done', 'failed']),
        at: instant('By the clock of the field device.'),
        value: Type.Optional(
          Type.Unknown({ description: 'What was read, or what the meter shows afterwards.' }),
        ),
        error: Type.Optional(Type.String()),
      }),
    ),
  },
  'An order and what came of it.',
)
export const workOrderFile = resource(
  'WorkOrderFile',
  { id: properties.id, document: Type.String({ description: 'The file for the field device.' }) },
  'An order that was issued.',
)
export const workResults = resource(
  'WorkResults',
  {
    document: Type.String({
      maxLength: 4_000_000,
      description: 'The file that the field device has signed.',
    }),
  },
  'Results of an order.',
)
export const workReceipt = resource(
  'WorkReceipt',
  { order: properties.id, accepted: Type.Integer(), known: Type.Integer() },
  'How many results were new, and how many were here already.',
)
export const signingKey = resource(
  'WorkOrderKey',
  { key: publicKey('Public key (Ed25519) of this head-end') },
  'What a field device has to know of us.',
)

export const workOrderParams = Type.Object({ id: properties.id })
export const workOrderQuery = query({
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'The newest so many.' }),
  ),
})
export const workOrderList = wholeList(workOrder, 'Orders, the newest first.')

export const workOrderResources = [
  workOrderRequest,
  workOrder,
  workOrderDetail,
  workOrderFile,
  workResults,
  workReceipt,
  signingKey,
]
