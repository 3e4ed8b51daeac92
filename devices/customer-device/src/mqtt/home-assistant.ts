import type { DeviceView, MeterView } from '../view/device-view.ts'

/** What Home Assistant must know of a value to show it (integration "MQTT", discovery by device). */
interface Entity {
  readonly name: string
  readonly unit?: string
  readonly deviceClass?: string
  readonly stateClass?: 'measurement' | 'total'
  readonly platform?: 'sensor' | 'binary_sensor'
  /** From the meter's state as it is published. */
  readonly template: string
  readonly lastReset?: string
}

const power = { unit: 'W', deviceClass: 'power', stateClass: 'measurement' } as const
const energy = { unit: 'Wh', deviceClass: 'energy' } as const

/** Of the meter at the exchange point. */
const exchangeEntities: Readonly<Record<string, Entity>> = {
  power: { name: 'Power', ...power, template: '{{ value_json.power }}' },
  average_power: {
    name: 'Average power of the quarter',
    ...power,
    template: '{{ value_json.averagePower }}',
  },
  contract_power: {
    name: 'Contract power',
    unit: 'W',
    deviceClass: 'power',
    template: '{{ value_json.contractPower }}',
  },
  available_power: {
    name: 'Available power',
    unit: 'W',
    deviceClass: 'power',
    template: '{{ value_json.availablePower }}',
  },
  tariff: { name: 'Tariff', template: '{{ value_json.tariff }}' },
  imported: counted('Imported energy', 'imported'),
  imported_register: {
    name: 'Register of imported energy',
    ...energy,
    template: '{{ value_json.importedRegister }}',
  },
  exported: counted('Exported energy', 'exported'),
  exported_register: {
    name: 'Register of exported energy',
    ...energy,
    template: '{{ value_json.exportedRegister }}',
  },
  exceeded: {
    name: 'Available power exceeded',
    platform: 'binary_sensor',
    deviceClass: 'problem',
    template: "{{ 'ON' if value_json.alert else 'OFF' }}",
  },
  countdown: {
    name: 'Limiter opens in',
    unit: 's',
    deviceClass: 'duration',
    template: '{{ value_json.countdown }}',
  },
}

const productionEntities: Readonly<Record<string, Entity>> = {
  produced_power: { name: 'Produced power', ...power, template: '{{ value_json.producedPower }}' },
  exported: counted('Produced energy', 'exported'),
  exported_register: {
    name: 'Register of produced energy',
    ...energy,
    template: '{{ value_json.exportedRegister }}',
  },
}

/**
 * Energy since a beginning that is told with it: at a meter exchange, and after a gap of more than a day, it begins anew, so that the
 * energy of the gap is not put down to the minute in which frames arrive again.
 */
function counted(name: string, direction: 'imported' | 'exported'): Entity {
  return {
    name,
    ...energy,
    stateClass: 'total',
    template: `{{ value_json.${direction} }}`,
    lastReset: `{{ value_json.${direction}Since }}`,
  }
}

/** Entities of a home whose production is measured. */
export const homeEntities: Readonly<Record<string, Entity>> = {
  self_consumed: {
    name: 'Self-consumed energy',
    ...energy,
    stateClass: 'total',
    template: '{{ value_json.selfConsumed }}',
  },
}

/** Names the meter, whatever host or broker the device is on: history goes on through a reboot, a rename, a move. */
export function objectId({ systemTitle }: Pick<MeterView, 'systemTitle'>): string {
  return `ferraris_${systemTitle}`
}

export interface Topics {
  /** Of the device: `online`, or `offline` by its will. */
  readonly availability: string
  /** Of one meter. */
  readonly state: string
  readonly meterAvailability: string
}

/** Discovery of one meter, for `<prefix>/device/<object id>/config`. */
export function discoveryOf(view: DeviceView, meter: MeterView, topics: Topics): object {
  const id = objectId(meter)
  const entities = meter.role === 'M1' ? exchangeEntities : productionEntities
  const all = meter.role === 'M1' && view.meters.length > 1 ? { ...entities, ...homeEntities } : entities
  return {
    device: {
      identifiers: [id],
      name: meter.role === 'M1' ? `Meter ${meter.pod}` : `Production meter ${meter.pod}`,
      manufacturer: 'Ferraris',
      model: view.device.hardware,
      sw_version: view.device.firmware,
      ...(meter.plate !== null && { serial_number: meter.plate }),
    },
    origin: { name: 'Ferraris customer device', sw_version: view.device.firmware },
    state_topic: topics.state,
    availability: [{ topic: topics.availability }, { topic: topics.meterAvailability }],
    availability_mode: 'all',
    components: Object.fromEntries(
      Object.entries(all).map(([key, entity]) => [key, component(id, key, entity)]),
    ),
  }
}

function component(id: string, key: string, entity: Entity): object {
  const platform = entity.platform ?? 'sensor'
  return {
    platform,
    name: entity.name,
    unique_id: `${id}_${key}`,
    default_entity_id: `${platform}.${id}_${key}`,
    value_template: entity.template,
    ...(entity.unit && { unit_of_measurement: entity.unit }),
    ...(entity.deviceClass && { device_class: entity.deviceClass }),
    ...(entity.stateClass && { state_class: entity.stateClass }),
    ...(entity.lastReset && { last_reset_value_template: entity.lastReset }),
  }
}
