import type { LayerField } from '@ferraris/codec/dissect'
import { defaulted, instant, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { obis } from '../inventory/identifiers.ts'

const octets = {
  from: Type.Integer({ minimum: 0, description: 'First octet.' }),
  to: Type.Integer({ minimum: 0, description: 'Octet after the last.' }),
}

// A schema that contains itself cannot tell its own type: `@ferraris/dlms` says it.
export const layerField = Type.Unsafe<LayerField>({
  ...resource(
    'LayerField',
    {
      name: Type.String(),
      ...octets,
      value: Type.Optional(
        Type.Unsafe<string | number | boolean | null>({ type: ['string', 'number', 'boolean', 'null'] }),
      ),
      meaning: Type.Optional(Type.String({ description: 'What the value stands for, where it is a code.' })),
      fields: Type.Optional(Type.Array(Type.Unsafe<LayerField>({ $ref: 'LayerField#' }))),
    },
    'A named run of octets; fields nest as the syntax does.',
  ),
})

export const layer = resource(
  'Layer',
  {
    name: Type.String({ examples: ['Wrapper (IEC 62056-4-7)'] }),
    ...octets,
    hex: Type.Optional(
      Type.String({ description: 'Octets of a deciphered layer; its offsets count in these.' }),
    ),
    summary: Type.Optional(Type.String()),
    fields: Type.Array(ref(layerField)),
    error: Type.Optional(Type.String({ description: 'Why the layer could not be read further.' })),
  },
  'One layer of a frame, with the place of each field.',
)

export const frame = resource(
  'Frame',
  {
    direction: Type.Enum(['sent', 'received']),
    time: instant('When the frame crossed the wire.'),
    hex: Type.String(),
    title: Type.String({ examples: ['Get-Request-Normal 1.0.1.8.0.255 attribute 2'] }),
    layers: Type.Array(ref(layer)),
  },
  'A frame of the session, decoded.',
)
export type Frame = Static<typeof frame>

export const onDemandReading = resource(
  'OnDemandReading',
  {
    time: instant("The device's clock at the session."),
    clockOffsetSeconds: Type.Number({ description: "Device's clock minus ours." }),
    registers: Type.Array(
      Type.Object({
        obis,
        name: Type.String(),
        value: Type.Number(),
        unit: Type.String(),
        time: instant('When the register had this value.'),
      }),
    ),
    refused: Type.Array(Type.Object({ obis, name: Type.String(), reason: Type.String() }), {
      description: 'Registers that the meter did not give, with its reason.',
    }),
    frames: Type.Array(ref(frame)),
    milliseconds: Type.Number({ description: 'Length of the session.' }),
  },
  'What a meter answered just now, with the frames that carried it.',
)
export type OnDemandReading = Static<typeof onDemandReading>

export const onDemandRequest = resource(
  'OnDemandRequest',
  { obis: Type.Optional(Type.Array(obis, { minItems: 1, maxItems: 32 })) },
  'Which registers to read; without `obis`, those of the schedule.',
)

const member = { id: Type.Integer(), name: Type.String(), access: Type.String({ examples: ['read'] }) }

const associationObject = resource(
  'AssociationObject',
  {
    classId: Type.Integer(),
    className: Type.String({ examples: ['Register'] }),
    version: Type.Integer(),
    obis,
    name: Type.String(),
    attributes: Type.Array(Type.Object(member)),
    methods: Type.Array(Type.Object(member)),
  },
  'A COSEM object that the meter shows to this client.',
)
export type AssociationObject = Static<typeof associationObject>

export const associationObjectList = resource(
  'AssociationObjectList',
  { items: Type.Array(ref(associationObject)), readAt: instant('When the meter gave the list.') },
  'Object list of the association (IEC 62056-6-2, class 15, attribute 2).',
)
export type AssociationObjectList = Static<typeof associationObjectList>

export const objectsQuery = query({
  refresh: defaulted(
    Type.Boolean({ default: false, description: 'Read the meter even when a list is kept (operator).' }),
  ),
})

export const onDemandResources = [
  layerField,
  layer,
  frame,
  onDemandReading,
  onDemandRequest,
  associationObject,
  associationObjectList,
]
