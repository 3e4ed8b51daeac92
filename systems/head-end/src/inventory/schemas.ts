import {
  defaulted,
  instant,
  nullable,
  nullableInstant,
  pageQuery,
  query,
  ref,
  resource,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { eventProfile } from '../events/schemas.ts'
import { schedule } from '../schedules/schemas.ts'
import { obis, serial } from './identifiers.ts'
import { pushListsGiven } from './push-lists.ts'

export const deviceState = Type.Enum(['reachable', 'silent', 'refused', 'failed', 'unknown', 'new'], {
  description:
    'reachable: the last session went well; silent: no answer; refused: the meter answered with a refusal; failed: this side could not hold the session; unknown: its concentrator is lost; new: not read yet.',
})
export type EndDeviceState = Static<typeof deviceState>
/** What a session shows; whether there is a way to the device is known elsewhere. */
export type SessionState = Exclude<EndDeviceState, 'unknown'>

const endDeviceProperties = {
  serial,
  usagePoint: nullable('string', { description: 'Where the device measures.' }),
  state: deviceState,
  model: nullable('string', { description: 'As the device names itself; null before the first session.' }),
  uri: Type.String({
    examples: ['dlms+tcp://127.0.0.1:20001?client=2&server=1&auth=gmac&device=FER00000001'],
  }),
  clockOffsetSeconds: nullable('number', { description: "Device's clock minus ours at the last session." }),
  lastContact: nullableInstant(
    'End of the last session that went well, or when its concentrator heard it last.',
  ),
  lastError: nullable('string', { description: 'Why the last session failed; null when it went well.' }),
  completeness: nullable('number', {
    minimum: 0,
    maximum: 1,
    description: 'Share of the last complete local day that is stored.',
  }),
  nextDue: nullableInstant('When it is read next; null when its schedule is disabled.'),
}

export const endDevice = resource('EndDevice', endDeviceProperties, 'A meter, as the inventory knows it.')

export const captureObject = resource(
  'CaptureObject',
  { classId: Type.Integer(), obis, attribute: Type.Integer() },
  'A column of a load profile.',
)
export type EndDevice = Static<typeof endDevice>

const registerValue = resource(
  'RegisterValue',
  {
    obis,
    name: Type.String({ examples: ['Active energy import (A+), total'] }),
    value: Type.Number(),
    unit: Type.String({ examples: ['Wh'] }),
    time: instant('When the register had this value.'),
    quality: Type.Integer({ description: 'Quality code, see IntervalBlock.' }),
  },
  'The latest reading of a register.',
)
export type RegisterValue = Static<typeof registerValue>

export const endDeviceDetail = resource(
  'EndDeviceDetail',
  {
    ...endDeviceProperties,
    systemTitle: nullable('string', { description: 'Eight octets in hex; null before the first session.' }),
    timeZone: Type.String({ examples: ['Europe/Rome'] }),
    eventProfile,
    captureObjects: Type.Array(ref(captureObject), { description: 'Columns of the load profile, in order.' }),
    schedule: Type.Union([ref(schedule), Type.Null()]),
    lastErrorAt: nullableInstant('When the last failed session ended.'),
    commissionedAt: nullableInstant(
      'When it first proved keys of its own in place of the installation keys: it is commissioned. Null while it is installed only.',
    ),
    registers: Type.Array(ref(registerValue)),
  },
  'A meter with what its last sessions brought.',
)
export type EndDeviceDetail = Static<typeof endDeviceDetail>

const key = Type.String({
  pattern: '^[0-9a-fA-F]{32}$',
  description: 'AES-128 key, 32 hex digits. Kept wrapped; never given back.',
})

function hex(digits: readonly number[], description: string) {
  return Type.Optional(
    Type.String({
      pattern: `^(${digits.map(count => `[0-9a-fA-F]{${count}}`).join('|')})$`,
      description: `${description}, ${digits.join(' or ')} hex digits.`,
    }),
  )
}

/** Named as in the key rings of the command line; `client-secrets.ts` tells what goes together. */
const clientSecrets = resource(
  'ClientSecrets',
  {
    client: Type.Integer({ minimum: 1, maximum: 0xffff, description: 'Client SAP the secrets belong to.' }),
    guek: hex([32, 64], 'Global unicast key'),
    gak: hex([32, 64], 'Authentication key'),
    kek: hex([32, 64], 'Master key, for wrapped keys'),
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'For auth=low, md5, sha1 and sha256, as text.',
      }),
    ),
    secret: Type.Optional(
      Type.String({ pattern: '^([0-9a-fA-F]{2}){1,64}$', description: 'The same in hex digits.' }),
    ),
    clientSt: hex([16], 'Our system title, where the meter knows us by one'),
    clientSigningPrivateKey: hex([64, 96], 'Our key to sign with, for auth=ecdsa'),
    serverSigningPublicKey: hex([128, 192], 'The key to verify the meter with'),
    clientAgreementPrivateKey: hex([64, 96], 'Our key to agree on keys with'),
    serverAgreementPublicKey: hex([128, 192], "The meter's key to agree on keys with"),
  },
  'What one client of ours needs towards a meter. Kept wrapped; never given back.',
)
export type ClientSecrets = Static<typeof clientSecrets>

export const lineKeys = Type.Object(
  {
    k1: key,
    k2: key,
    mode: Type.Optional(
      Type.Enum(['hardened', 'faithful'], {
        description: 'How the meter protects messages; default hardened.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'SMITP keys of a meter on a power line: write key, read key.',
  },
)

export const enrolment = resource(
  'Enrolment',
  {
    serial,
    usagePoint: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    uri: Type.String({
      minLength: 1,
      maxLength: 512,
      examples: [
        'dlms+tcp://10.1.2.3:4059?client=2&server=1&auth=gmac',
        'dlms+serial:///dev/ttyUSB0?opening=mode-e&client=17&server=1&physical=42&auth=low',
        'smitp+g2:///464500000001?client=2&server=1&auth=gmac',
      ],
    }),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA zone, default Europe/Rome.' })),
    eventProfile: Type.Optional(eventProfile),
    systemTitle: Type.Optional(
      Type.String({
        pattern: '^[0-9a-fA-F]{16}$',
        description:
          'By which the meter names itself when it pushes or calls in, 16 hex digits; else it is learnt in the first session.',
      }),
    ),
    cell: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description:
          'Cell of the mobile network where the meter is, or another name for what it shares with others on its way; activities keep a pace for each.',
      }),
    ),
    keys: Type.Array(ref(clientSecrets), {
      maxItems: 8,
      description: 'What is given for a client takes the place of all that was kept for it.',
    }),
    lineKeys: Type.Optional(lineKeys),
    pushLists: Type.Optional(pushListsGiven),
  },
  'An end device to take into the inventory.',
)
export type Enrolment = Static<typeof enrolment>

/** One device or a batch; the batch is bounded so that one request stays one quick transaction. */
export const enrolmentBody = Type.Union([
  ref(enrolment),
  Type.Array(ref(enrolment), { minItems: 1, maxItems: 1000 }),
])

export const enrolled = resource(
  'Enrolled',
  {
    enrolled: Type.Integer({ description: 'Devices that are new.' }),
    known: Type.Integer({
      description:
        'Devices that were there: they keep their readings and take the address and keys given now.',
    }),
  },
  'What an enrolment did.',
)
export type Enrolled = Static<typeof enrolled>

export const usagePoint = resource(
  'UsagePoint',
  { name: Type.String(), timeZone: Type.String(), endDevices: Type.Array(serial) },
  'A point of the network where energy is measured, and the devices that measure there.',
)
export type UsagePoint = Static<typeof usagePoint>

const deviceOrders = [
  'serial',
  'state',
  'uri',
  'usagePoint',
  'model',
  'lastContact',
  'clockOffset',
  'completeness',
  'nextDue',
] as const
export type DeviceOrder = (typeof deviceOrders)[number]

export const endDeviceQuery = query({
  search: Type.Optional(
    Type.String({ maxLength: 128, description: 'Part of serial number, usage point or URI.' }),
  ),
  state: Type.Optional(deviceState),
  model: Type.Optional(Type.String({ maxLength: 64, description: 'As the meter names itself.' })),
  clock: Type.Optional(
    Type.Enum(['off'], {
      description: 'off: only meters whose clock was more than a minute off when read last.',
    }),
  ),
  incomplete: Type.Optional(
    Type.Boolean({
      description: 'Only meters with a completeness below 1, among those that have been read.',
    }),
  ),
  order: defaulted(
    Type.Enum([...deviceOrders], {
      default: 'serial',
      description: 'What they stand in order of; without such a value they stand last.',
    }),
  ),
  descending: defaulted(Type.Boolean({ default: false })),
  ...pageQuery,
})

export const usagePointQuery = query(pageQuery)

export const inventoryResources = [
  endDevice,
  captureObject,
  registerValue,
  endDeviceDetail,
  clientSecrets,
  enrolment,
  enrolled,
  usagePoint,
]
