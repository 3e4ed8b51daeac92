import { troubles } from './trouble.ts'

const instant = { type: 'integer', description: 'seconds since 1970' }
const watts = { type: 'integer', description: 'W' }
const wattHours = { type: 'integer', description: 'Wh' }

function orNull(schema: object): object {
  return { anyOf: [schema, { type: 'null', description: 'not known' }] }
}

function reading(value: object): object {
  return orNull({
    type: 'object',
    required: ['value', 'time'],
    properties: { value, time: { ...instant, description: "the meter's time of it, seconds since 1970" } },
  })
}

const period = {
  type: 'object',
  required: ['from', 'wh', 'byTariff', 'missing', 'days'],
  properties: {
    from: { type: 'string', format: 'date' },
    wh: orNull(wattHours),
    byTariff: { type: 'array', items: wattHours, description: 'without tariff, then F1 to F6' },
    missing: { type: 'integer', description: 'quarters that are not known' },
    days: { type: 'array' },
  },
}

const meter = {
  type: 'object',
  required: [
    'role',
    'pod',
    'systemTitle',
    'association',
    'power',
    'importedEnergy',
    'exportedEnergy',
    'alert',
  ],
  properties: {
    role: { enum: ['M1', 'M2', 'M2_2', 'M2_3', 'M2_4'] },
    pod: { type: 'string' },
    systemTitle: { type: 'string', pattern: '^[0-9a-f]{16}$' },
    plate: orNull({ type: 'string' }),
    association: { enum: ['waiting', 'keys', 'associated'] },
    power: reading(watts),
    producedPower: reading(watts),
    averagePower: reading(watts),
    contractPower: orNull(watts),
    availablePower: orNull(watts),
    tariff: reading({ type: 'integer' }),
    importedEnergy: reading(wattHours),
    exportedEnergy: reading(wattHours),
    alert: orNull({
      type: 'object',
      required: ['state', 'since', 'power', 'availablePower', 'countdown'],
      properties: {
        state: { enum: ['exceeded', 'open'] },
        since: instant,
        power: watts,
        availablePower: watts,
        countdown: orNull({ type: 'integer', description: 'seconds until the limiter opens' }),
      },
    }),
    threshold: { description: "the week's energy limit, once it is reached" },
    credit: reading({ type: 'integer', description: 'cents' }),
    today: period,
    week: period,
    month: period,
    clockDifference: orNull({ type: 'integer', description: 's, where clocks of device and meter differ' }),
  },
}

/** JSON Schema of what `/api/v1/state` and `/api/v1/stream` give. */
export const stateSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: "State of a customer's device",
  type: 'object',
  required: ['time', 'timeZone', 'device', 'trouble', 'meters', 'home', 'prices', 'messages', 'platform'],
  properties: {
    time: instant,
    timeZone: { type: 'string' },
    device: {
      type: 'object',
      required: ['id', 'hardware', 'firmware'],
      properties: { id: { type: 'string' }, hardware: { type: 'string' }, firmware: { type: 'string' } },
    },
    trouble: orNull({
      type: 'object',
      required: ['code', 'since', 'detail'],
      properties: { code: { enum: troubles }, since: orNull(instant), detail: orNull({ type: 'string' }) },
    }),
    meters: { type: 'array', items: meter },
    home: orNull({
      type: 'object',
      required: ['last', 'selfConsumed', 'consumed'],
      properties: { last: {}, selfConsumed: wattHours, consumed: wattHours },
    }),
    prices: { type: 'object', required: ['currency', 'now', 'next', 'change'] },
    messages: { type: 'array' },
    platform: { enum: ['none', 'connected', 'unreachable', 'unpaired'] },
  },
} as const
