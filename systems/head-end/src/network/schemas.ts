import { Type } from 'typebox'
import { lineKeys } from '../inventory/schemas.ts'
import {
  defaulted,
  instant,
  localDate,
  nullable,
  nullableInstant,
  pageQuery,
  query,
  ref,
  resource,
  serial,
  wholeList,
} from '../server/resource.ts'
import { dayCompleteness } from '../summary/schemas.ts'

export const concentratorId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of the concentrator (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['C1'],
})

export const aca = Type.String({
  pattern: '^[0-9A-F]{12}$',
  description: 'Address on the power line (ACA), 12 hex digits in capitals.',
  examples: ['464500000001'],
})

export const concentratorParams = Type.Object({ id: concentratorId })
export const acaParams = Type.Object({ aca })

const concentratorProperties = {
  id: concentratorId,
  substation: Type.String(),
  state: Type.Enum(['new', 'online', 'closed', 'lost'], {
    description:
      'new: not heard yet; closed: ended on purpose; lost: its connection broke, or three heartbeats are missing.',
  }),
  since: instant('Since when it is in this state.'),
  version: nullable('string'),
  balanceMeter: nullable('string', {
    description: 'Meter at the transformer: serial number, or its address while unknown.',
  }),
  automatic: Type.Boolean({
    description: 'Whether meters enrolled with keys are adopted as soon as they are heard.',
  }),
  lastHeard: nullableInstant('Its last message.'),
  meters: Type.Object(
    { served: Type.Integer(), silent: Type.Integer() },
    { description: 'Meters it has to serve, and how many of them give it no answer.' },
  ),
  heartbeat: Type.Union([
    Type.Object(
      {
        at: instant('When it was said.'),
        meters: Type.Integer(),
        silent: Type.Integer(),
        pendingResults: Type.Integer({ description: 'Results that wait for an acknowledgement.' }),
        diskFree: Type.Integer({ description: 'Octets.' }),
      },
      { description: 'What it said of itself last.' },
    ),
    Type.Null(),
  ]),
}

export const concentrator = resource(
  'Concentrator',
  concentratorProperties,
  'A data concentrator in a substation.',
)

export const lineStatisticsItem = resource(
  'LineStatistics',
  {
    since: instant('Beginning.'),
    until: instant('End.'),
    frames: Type.Integer(),
    occupancy: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Share of the time that the line was in use.',
    }),
    exchanges: Type.Integer(),
    success: nullable('number', {
      minimum: 0,
      maximum: 1,
      description: 'Share of exchanges that were answered.',
    }),
    completeness: Type.Object({
      day: localDate('Local day.'),
      expected: Type.Integer(),
      received: Type.Integer(),
    }),
  },
  'Figures of a power line over a stretch of time, as its concentrator counts them.',
)

export const concentratorDetail = resource(
  'ConcentratorDetail',
  {
    ...concentratorProperties,
    statistics: Type.Array(ref(lineStatisticsItem), { description: 'The last seven days, oldest first.' }),
    days: Type.Array(ref(dayCompleteness), {
      description:
        'The last 14 complete local days of the meters it serves now, oldest first, as stored here.',
    }),
  },
  'A data concentrator with what is known of its line.',
)

export const concentratorEnrolment = resource(
  'ConcentratorEnrolment',
  {
    id: concentratorId,
    substation: Type.String({ minLength: 1, maxLength: 128 }),
    balanceMeter: Type.Optional(aca),
    automatic: Type.Optional(Type.Boolean()),
  },
  'A concentrator to take into the inventory.',
)

export const concentratorCredential = resource(
  'ConcentratorCredential',
  {
    id: concentratorId,
    credential: Type.String({ description: 'Its MQTT password. Shown once; only a digest is kept.' }),
  },
  'How a concentrator signs in, with its name as MQTT user and client identifier.',
)

export const topologyNode = resource(
  'TopologyNode',
  {
    aca,
    serial: nullable('string'),
    state: Type.Enum(['new', 'adopted', 'silent', 'foreign']),
    hops: Type.Integer({ description: 'Repeaters on the way.' }),
    route: Type.Array(aca, { description: 'Repeaters on the way, nearest to the concentrator first.' }),
    phase: Type.Union([Type.Enum(['in', 'out']), Type.Null()]),
    snr: Type.Number({ description: 'dB.' }),
    signal: Type.Number({ description: 'dBµV.' }),
    success: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Share of exchanges of a day that succeeded.',
    }),
    clash: Type.Boolean({ description: 'Whether two devices answer under this address.' }),
    firstHeard: instant('First heard.'),
    lastHeard: instant('Last heard.'),
    since: instant('Since when it has this state and route.'),
  },
  'A meter in the tree of a power line.',
)

export const topologyQuery = query({
  at: Type.Optional(instant('Time to look at; now, when left out.')),
})
export const topologyList = wholeList(topologyNode, 'All that the concentrator hears, by hops.')

export const newMeter = resource(
  'NewMeter',
  {
    aca,
    serial: nullable('string', { description: 'As the meter says itself, or as it is enrolled.' }),
    hasKeys: Type.Boolean({
      description: 'Whether it is enrolled with its keys and can be accepted as it is.',
    }),
    firstHeard: nullableInstant('First heard.'),
    lastHeard: nullableInstant('Last heard.'),
    heardBy: Type.Array(
      Type.Object({
        concentrator: concentratorId,
        hops: Type.Integer(),
        snr: Type.Number(),
        success: Type.Number(),
      }),
      { description: 'The best first.' },
    ),
  },
  'A meter that is heard on a power line and that nobody has decided about.',
)

export const decision = resource(
  'CommissioningDecision',
  {
    aca,
    state: Type.Enum(['accepted', 'refused']),
    concentrator: nullable('string', { description: 'Who serves it; null until somebody hears it.' }),
  },
  'What was decided about a meter.',
)

export const acceptBody = resource(
  'CommissioningAcceptance',
  {
    serial: Type.Optional(serial),
    usagePoint: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA zone, default Europe/Rome.' })),
    lineKeys: Type.Optional(lineKeys),
  },
  'Nothing for a meter that is enrolled with its keys; else its serial number and its keys.',
)

const day = localDate('Local day.')

/** The tasks that operators may order; their members are those of interface G2 without the address. */
export const controlRequest = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._:-]{1,64}$',
        description: 'Chosen by the asker so that asking again does nothing twice; default: a new one.',
      }),
    ),
    endDevice: Type.Optional(serial),
    concentrator: Type.Optional(concentratorId),
    kind: Type.Enum(
      ['switch', 'limit', 'set-clock', 'read-registers', 'read-profile', 'firmware', 'discover'],
      {
        description: 'What is to be done: at `endDevice`, or `discover` by `concentrator`.',
      },
    ),
    connected: Type.Optional(Type.Boolean({ description: 'switch: whether the customer is to have power.' })),
    watts: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'limit.' })),
    from: Type.Optional(day),
    to: Type.Optional(day),
    image: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'firmware: SHA-256 of an uploaded image.' }),
    ),
    priority: defaulted(Type.Enum(['on-demand', 'high', 'normal'], { default: 'on-demand' })),
    notBefore: Type.Optional(instant('Not to be begun earlier.')),
    expires: Type.Optional(instant('Not to be begun later; default: in an hour, firmware in a week.')),
  },
  { $id: 'EndDeviceControlRequest', description: 'An order.', additionalProperties: false },
)

const controlState = Type.Enum(
  ['queued', 'sent', 'accepted', 'running', 'done', 'refused', 'failed', 'expired'],
  { description: 'queued and sent: not confirmed by the concentrator yet; the others are its word.' },
)

const controlProperties = {
  id: Type.String(),
  endDevice: nullable('string'),
  concentrator: concentratorId,
  kind: Type.String(),
  parameters: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  priority: Type.Enum(['on-demand', 'high', 'normal']),
  state: controlState,
  attempts: Type.Integer(),
  detail: nullable('string', { description: 'Why, in words.' }),
  requestedBy: Type.String(),
  createdAt: instant('When it was asked for.'),
  expiresAt: instant('When it is of no use any more.'),
  changedAt: instant('When its state changed last.'),
  result: Type.Union([
    Type.Object(
      { kind: Type.String(), time: instant('When the meter was read.') },
      { description: 'What was read and is stored: ask for the readings of that time.' },
    ),
    Type.Null(),
  ]),
}

export const endDeviceControl = resource(
  'EndDeviceControl',
  controlProperties,
  'An order to a meter and what became of it.',
)

export const endDeviceControlDetail = resource(
  'EndDeviceControlDetail',
  {
    ...controlProperties,
    reports: Type.Array(
      Type.Object({
        at: instant("By the concentrator's clock."),
        state: controlState,
        attempts: Type.Integer(),
        detail: nullable('string'),
      }),
      { description: 'What the concentrator reported, oldest first.' },
    ),
  },
  'An order with its history.',
)

export const controlParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const controlQuery = query({
  endDevice: Type.Optional(serial),
  concentrator: Type.Optional(concentratorId),
  state: Type.Optional(controlState),
  ...pageQuery,
})

export const commissioningQuery = query(pageQuery)
export const concentratorQuery = query(pageQuery)

export const finding = Type.Object(
  {
    kind: Type.Enum(['incomplete', 'loss-high', 'loss-negative', 'suspect']),
    detail: Type.String(),
    lossShare: Type.Optional(Type.Number()),
    endDevice: Type.Optional(serial),
    score: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    reason: Type.Optional(Type.Enum(['loss-follows-curve', 'use-has-dropped'])),
  },
  { description: 'A hint with its figures, never a proof.' },
)

function balanceCount(description: string) {
  return Type.Object({ known: Type.Integer(), expected: Type.Integer() }, { description })
}

export const energyBalance = resource(
  'EnergyBalance',
  {
    day,
    input: Type.Integer({ description: 'Wh that flowed into the section, over the intervals compared.' }),
    metered: Type.Integer({ description: 'Wh that its meters counted: import less export.' }),
    loss: Type.Integer({ description: 'Wh.' }),
    lossShare: nullable('number', { description: 'Loss as a share of the input.' }),
    intervals: balanceCount('Quarter-hours that could be compared.'),
    meters: balanceCount('Meters with values.'),
    losses: Type.Array(nullable('integer'), {
      description: 'Wh of each quarter-hour, null where not known.',
    }),
    findings: Type.Array(finding),
    reported: Type.Array(
      Type.Object({
        transformer: Type.String(),
        lossShare: nullable('number'),
        meters: balanceCount('Meters with a whole day.'),
      }),
      { description: 'The balances that the concentrator has computed itself, to compare.' },
    ),
  },
  'What flowed into the section of a transformer over a local day, against what its meters counted.',
)

export const energyBalanceQuery = query({
  concentrator: concentratorId,
  from: localDate('First local day.'),
  to: localDate('Last local day, included; at most 31 days.'),
})
export const energyBalanceList = wholeList(energyBalance, 'The days of the range, oldest first.')

export const networkResources = [
  concentrator,
  lineStatisticsItem,
  concentratorDetail,
  concentratorEnrolment,
  concentratorCredential,
  topologyNode,
  newMeter,
  decision,
  acceptBody,
  controlRequest,
  endDeviceControl,
  endDeviceControlDetail,
  energyBalance,
]
