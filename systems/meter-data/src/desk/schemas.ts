import {
  defaulted,
  instant,
  localDate,
  nullable,
  page,
  pageQuery,
  query,
  ref,
  resource,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'

const serial = Type.String({ minLength: 1, maxLength: 64, description: 'Serial number of the end device.' })
const obis = Type.String({
  pattern: '^\\d{1,3}(\\.\\d{1,3}){5}$',
  description: 'OBIS code of the channel.',
  examples: ['1.0.1.8.0.255'],
})
const states = ['valid', 'estimated', 'suspect', 'invalid'] as const
const state = Type.Enum([...states], {
  description:
    'valid: measured and in order; estimated: filled; suspect: used, and to be looked at; invalid: some intervals are missing.',
})
const version = Type.Integer({ minimum: 1, description: 'The highest is in force.' })
const rule = Type.String({ examples: ['V14'] })

export const finding = resource(
  'MeterDataFinding',
  {
    rule,
    title: Type.String(),
    severity: Type.Enum(['bad', 'missing', 'suspect', 'note']),
    measured: Type.Number({ description: 'What the rule measured, in `unit`.' }),
    limit: Type.Number({ description: 'What it allows.' }),
    unit: Type.String(),
    intervals: Type.Array(Type.Integer({ minimum: 0 }), {
      description: 'From 0 at midnight; empty where it is about the whole day.',
    }),
  },
  'What a rule found in a day.',
)
export type FindingOut = Static<typeof finding>

export const meterDataDay = resource(
  'MeterDataDay',
  {
    endDevice: serial,
    obis,
    day: localDate('Local day of the meter.'),
    timeZone: Type.String({ description: 'Whose calendar it is.', examples: ['Europe/Rome'] }),
    start: instant('Midnight that begins it.'),
    end: instant('Midnight that ends it.'),
    intervalSeconds: Type.Integer({ examples: [900] }),
    unit: Type.String({ examples: ['Wh'] }),
    values: Type.Array(nullable('number'), { description: 'Of each interval, null where it is missing.' }),
    quality: Type.Array(Type.Integer(), { description: 'Code of each interval, see IntervalBlock.' }),
    version,
    state,
    cause: Type.Enum(['collection', 'edit', 'confirmation']),
    madeAt: instant('When this version was made.'),
    who: nullable('string', { description: 'Person or token that made it; null where collection did.' }),
    reason: nullable('string'),
    findings: Type.Array(ref(finding)),
    fills: Type.Array(
      Type.Object({
        from: Type.Integer(),
        to: Type.Integer({ description: 'Not included.' }),
        method: Type.String({ examples: ['E06'] }),
        title: Type.String(),
        scaled: Type.Boolean({ description: 'Made to add up to the register by E08.' }),
        references: Type.Array(Type.String(), { description: 'Days that it looked at.' }),
      }),
      { description: 'How gaps were filled.' },
    ),
    failedRules: Type.Array(Type.Object({ rule, message: Type.String() }), {
      description: 'Rules that could not be asked: the day is not validated by them.',
    }),
  },
  'A version of a day of a channel, and why it is so.',
)
export type MeterDataDay = Static<typeof meterDataDay>

export const dayParams = Type.Object({ serial, obis, day: localDate('Local day of the meter.') })
export type DayParams = Static<typeof dayParams>

export const dayVersions = resource(
  'MeterDataVersions',
  {
    collected: Type.Array(nullable('number'), { description: 'What was collected of each interval.' }),
    versions: Type.Array(ref(meterDataDay), { description: 'The one in force first.' }),
  },
  'All that was ever said of a day of a channel.',
)
export type DayVersions = Static<typeof dayVersions>

export const exception = resource(
  'MeterDataException',
  {
    endDevice: serial,
    obis,
    day: localDate('Local day of the meter.'),
    version,
    state,
    since: instant('When the version in force was made.'),
    weight: Type.Integer({
      description: 'By which they are ranked: missing intervals weigh most.',
    }),
    findings: Type.Array(ref(finding)),
  },
  'A day that waits for a person.',
)
export type MeterDataException = Static<typeof exception>

export const exceptionQuery = query({
  ...pageQuery,
  state: Type.Optional(Type.Enum(['suspect', 'invalid'])),
  rule: Type.Optional(rule),
  endDevice: Type.Optional(serial),
})
export type ExceptionQuery = Static<typeof exceptionQuery>
export const exceptionPage = page(exception)

const reason = Type.String({ minLength: 3, maxLength: 500, description: 'Why; it stays with the version.' })

export const edit = resource(
  'MeterDataEdit',
  {
    version: Type.Integer({ minimum: 1, description: 'The version that was looked at.' }),
    reason,
    values: Type.Array(
      Type.Object(
        {
          interval: Type.Integer({ minimum: 0, maximum: 1440 }),
          value: Type.Number({ minimum: -1e12, maximum: 1e12 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1440, description: 'Values in the unit of the day, by interval from 0.' },
    ),
  },
  'What a person sets of a day.',
)
export type MeterDataEdit = Static<typeof edit>

export const confirmation = resource(
  'MeterDataConfirmation',
  { version: Type.Integer({ minimum: 1, description: 'The version that was looked at.' }), reason },
  'That what the rules found is right as it is.',
)
export type MeterDataConfirmation = Static<typeof confirmation>

export const changeQuery = query({
  since: defaulted(
    Type.String({
      pattern: '^\\d{1,15}$',
      default: '0',
      description: '`cursor` of the answer before; 0 begins.',
    }),
  ),
  limit: defaulted(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Days an answer.' })),
})
export const changes = Type.Object({
  items: Type.Array(ref(meterDataDay)),
  cursor: Type.String({ description: 'Hand it back as `since`: what comes late or is corrected follows.' }),
})

export const plug = resource(
  'MeterDataRule',
  {
    id: Type.String({ examples: ['V14', 'E06'] }),
    kind: Type.Enum(['validation', 'estimation']),
    title: Type.String(),
    unit: Type.String({ description: 'Of what a rule measures.' }),
    enabled: Type.Boolean(),
    parameters: Type.Array(
      Type.Object({
        name: Type.String(),
        title: Type.String(),
        unit: Type.String(),
        value: Type.Number(),
        default: Type.Number(),
        minimum: Type.Number(),
        maximum: Type.Number(),
      }),
    ),
  },
  'A rule of validation or a method of estimation, with the numbers of a group of meters.',
)
export type MeterDataRule = Static<typeof plug>

const group = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
  default: 'default',
  description: 'Group of meters.',
})
export const groupQuery = query({ group: defaulted(group) })
export const plugParams = Type.Object({ id: Type.String({ maxLength: 8 }) })
export const plugChange = resource(
  'MeterDataRuleChange',
  {
    enabled: Type.Boolean(),
    parameters: Type.Record(Type.String({ maxLength: 32 }), Type.Number(), {
      description: 'By name; what is left out is as by default.',
    }),
  },
  'How a rule is asked for a group of meters.',
)
export type MeterDataRuleChange = Static<typeof plugChange>

export const recomputation = resource(
  'MeterDataRecomputation',
  {
    from: localDate('First local day.'),
    to: localDate('Last local day, included; at most 100 days.'),
    endDevice: Type.Optional(serial),
  },
  'Days that are to be judged again, after rules were changed.',
)
export type Recomputation = Static<typeof recomputation>
export const recomputed = Type.Object({
  due: Type.Integer({ description: 'Days of meters that are due now.' }),
})

export const measuringPoint = resource(
  'MeasuringPoint',
  {
    group: defaulted(group),
    phases: Type.Optional(Type.Enum([1, 3])),
    voltage: Type.Optional(Type.Number({ minimum: 1, maximum: 1e6, description: 'V' })),
    maximumCurrent: Type.Optional(Type.Number({ minimum: 0.1, maximum: 1e5, description: 'A' })),
    contractPower: Type.Optional(nullable('number', { minimum: 0, description: 'W' })),
    multiplier: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e6 })),
    registerDigits: Type.Optional(Type.Integer({ minimum: 4, maximum: 15 })),
    registerResolution: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e6 })),
    active: Type.Optional(Type.Boolean({ description: 'A contract is in force.' })),
    seasonal: Type.Optional(
      Type.Boolean({ description: 'Used for a part of each year only: months without use are in order.' }),
    ),
  },
  'What master data say of a measuring point; what is left out is as by default.',
)
export type MeasuringPoint = Static<typeof measuringPoint>
export const pointParams = Type.Object({ serial })

export const meterDataResources = [
  finding,
  meterDataDay,
  dayVersions,
  exception,
  edit,
  confirmation,
  plug,
  plugChange,
  recomputation,
  measuringPoint,
]
