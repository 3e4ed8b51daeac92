import { defaulted, nullable, pageQuery, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../../inventory/identifiers.ts'
import { endDeviceQuery } from '../../../inventory/schemas.ts'
import { concentratorId } from '../../../network/identifiers.ts'
import { overlooked, reasons } from './reasons.ts'

/** Meters that one activity may name: what 2 cores prepare in some seconds. */
export const mostTargets = 200_000
/** Characters of a list as CSV: a line of each meter, with some columns more. */
const longestCsv = 8_000_000
/** Octets of a request that names meters: as many serial numbers, or as long a list. */
export const longestBody = 16 * 1024 * 1024

export const groupName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of the group (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['north-shops'],
})

const { search, state, model, clock, incomplete } = endDeviceQuery.properties

const filter = Type.Object(
  { search, state, model, clock, incomplete },
  { additionalProperties: false, minProperties: 1, description: 'As `GET /end-devices` has it.' },
)

export const targets = resource(
  'ActivityTargets',
  {
    endDevices: Type.Optional(Type.Array(serial, { maxItems: mostTargets, description: 'Serial numbers.' })),
    csv: Type.Optional(
      Type.String({
        maxLength: longestCsv,
        description:
          'A list as CSV text: the column `serial`, `endDevice` or `meter`, or else the first. Separated by comma, semicolon or tab.',
      }),
    ),
    filter: Type.Optional(filter),
    groups: Type.Optional(Type.Array(groupName, { maxItems: 100, description: 'Saved groups.' })),
    concentrators: Type.Optional(
      Type.Array(concentratorId, { maxItems: 1000, description: 'All meters that these serve.' }),
    ),
  },
  'Which meters: all that any of the members names, each once.',
)
export type Targets = Static<typeof targets>

export const reason = Type.Enum([...reasons], {
  description:
    'unknown: not in the inventory; not-commissioned: no concentrator serves it, or its enrolment is not finished; does-not-fit: not a meter that the order can be done at, or that the file is for; protected: its customer must not be cut off; conflict: an open order or activity wants something of the same kind; unreachable: it did not answer the last time, or its concentrator is away.',
})

export const include = Type.Array(Type.Enum([...overlooked]), {
  maxItems: overlooked.length,
  default: ['unreachable'],
  description: 'Reasons that keep no meter out; default: meters that are unreachable get their order.',
})

export const previewRequest = resource(
  'ActivityPreviewRequest',
  {
    kind: Type.String({ maxLength: 64, description: 'As of an order.' }),
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'As of an order.' })),
    targets: ref(targets),
    include: defaulted(include),
    reason: Type.Optional(reason),
    ...pageQuery,
  },
  'What an activity would do. `reason` shows only the meters that it holds for.',
)
export type PreviewRequest = Static<typeof previewRequest>

const previewLine = resource(
  'ActivityPreviewLine',
  {
    endDevice: Type.String({ description: 'Serial number, as it was named.' }),
    model: nullable('string'),
    concentrator: nullable('string', { description: 'Null for a meter with a connection of its own.' }),
    reason: Type.Union([reason, Type.Null()]),
    detail: nullable('string', { description: 'The reason in words.' }),
    leftOut: Type.Boolean({ description: 'Whether it would get no order.' }),
  },
  'A meter that the activity names.',
)
export type PreviewLine = Static<typeof previewLine>

const badRow = resource(
  'BadRow',
  {
    line: Type.Integer({ description: 'Line of the CSV text, from 1.' }),
    detail: Type.String({ description: 'What is wrong with it, and what to try.' }),
  },
  'A row that cannot be used.',
)
export type BadRow = Static<typeof badRow>

export const preview = resource(
  'ActivityPreview',
  {
    total: Type.Integer({ description: 'Meters that are named, each counted once.' }),
    orders: Type.Integer({ description: 'Meters that would get an order.' }),
    leftOut: Type.Integer({ description: 'Meters that would get none.' }),
    needsApproval: Type.Boolean({
      description: 'Whether a second person has to approve before the first order is released.',
    }),
    reasons: Type.Array(Type.Object({ reason, count: Type.Integer(), leftOut: Type.Boolean() }), {
      description: 'The gravest first; a meter is counted under its gravest.',
    }),
    concentrators: Type.Array(Type.Object({ concentrator: nullable('string'), count: Type.Integer() }), {
      description:
        'Orders by concentrator, the most first; null for meters with a connection of their own. The first 1000.',
    }),
    badRows: Type.Array(ref(badRow), {
      description: 'Rows of the CSV text that name no meter; the first 100.',
    }),
    badRowsTotal: Type.Integer(),
    lines: Type.Array(ref(previewLine), { description: 'A page of the meters, by serial number.' }),
    linesTotal: Type.Integer({ description: 'Meters over all pages.' }),
    nextCursor: nullable('string', { description: 'Hand it back as `cursor`; null on the last page.' }),
  },
  'What an activity would do, and where it would not.',
)
export type Preview = Static<typeof preview>

export const targetResources = [targets, previewRequest, previewLine, badRow, preview]
