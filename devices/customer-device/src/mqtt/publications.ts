import type { EnergyRegister } from '../readings/readings.ts'
import type { DeviceView, MeterView } from '../view/device-view.ts'
import { discoveryOf, objectId, type Topics } from './home-assistant.ts'

/** A message that a broker keeps for those who come later. */
export interface Publication {
  readonly topic: string
  readonly payload: string
}

const root = 'ferraris/customer-devices'

/** Names of an MQTT level cannot hold what separates levels and stands for any. */
export function availabilityTopic(id: string): string {
  return `${root}/${id}/availability`
}

function topicsOf(id: string, meter: MeterView): Topics {
  return {
    availability: availabilityTopic(id),
    state: `${root}/${id}/${meter.systemTitle}/state`,
    meterAvailability: `${root}/${id}/${meter.systemTitle}/availability`,
  }
}

/**
 * All that a device has at a broker at this moment, each retained. What is retained and not among them is of another time, a meter
 * that is no longer there for example, and is taken away.
 */
export function publicationsOf(view: DeviceView, prefix: string): Publication[] {
  const { id } = view.device
  const device = { topic: availabilityTopic(id), payload: 'online' }
  const troubles = { topic: `${root}/${id}/trouble`, payload: JSON.stringify(view.trouble) }
  return [device, troubles, ...view.meters.flatMap(meter => publicationsOfMeter(view, meter, prefix))]
}

function publicationsOfMeter(view: DeviceView, meter: MeterView, prefix: string): Publication[] {
  const topics = topicsOf(view.device.id, meter)
  const isKnown = meter.importedEnergy !== null || meter.exportedEnergy !== null || meter.power !== null
  const discovery = JSON.stringify(discoveryOf(view, meter, topics))
  const publications = [
    { topic: `${prefix}/device/${objectId(meter)}/config`, payload: discovery },
    { topic: topics.meterAvailability, payload: isKnown ? 'online' : 'offline' },
  ]
  // Unknown is no state: nothing is published that a reader could take for zero.
  return isKnown
    ? [...publications, { topic: topics.state, payload: JSON.stringify(meterState(view, meter)) }]
    : publications
}

function meterState({ home }: DeviceView, meter: MeterView): object {
  return {
    power: meter.power?.value ?? null,
    producedPower: meter.producedPower?.value ?? null,
    averagePower: meter.averagePower?.value ?? null,
    contractPower: meter.contractPower,
    availablePower: meter.availablePower,
    tariff: meter.tariff?.value ?? null,
    ...energyOf('imported', meter.importedEnergy),
    ...energyOf('exported', meter.exportedEnergy),
    alert: meter.alert !== null,
    countdown: meter.alert?.countdown ?? null,
    ...(meter.role === 'M1' && home !== null && { selfConsumed: home.selfConsumed }),
  }
}

function energyOf(direction: 'imported' | 'exported', register: EnergyRegister | null): object {
  if (register === null)
    return { [direction]: null, [`${direction}Since`]: null, [`${direction}Register`]: null }
  return {
    [direction]: register.value - register.begin.value,
    [`${direction}Since`]: new Date(register.begin.time * 1000).toISOString(),
    [`${direction}Register`]: register.value,
    [`${direction}At`]: new Date(register.time * 1000).toISOString(),
    [`${direction}Gaps`]: register.gaps,
  }
}
