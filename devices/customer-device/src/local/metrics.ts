import { Counter, Gauge, Registry } from 'prom-client'
import type { CustomerDevice } from '../customer-device.ts'
import type { DeviceView, MeterView } from '../view/device-view.ts'

/** What a meter says, by the name of its figure: null is not known, and gives no sample. */
const figures: Readonly<Record<string, readonly [help: string, of: (meter: MeterView) => number | null]>> = {
  ferraris_device_power_watts: ['Power that is drawn.', ({ power }) => power?.value ?? null],
  ferraris_device_produced_power_watts: [
    'Power that is produced.',
    ({ producedPower }) => producedPower?.value ?? null,
  ],
  ferraris_device_available_power_watts: ['Power that may be drawn.', ({ availablePower }) => availablePower],
  ferraris_device_imported_watthours: [
    'Register of imported energy.',
    ({ importedEnergy }) => importedEnergy?.value ?? null,
  ],
  ferraris_device_exported_watthours: [
    'Register of exported energy.',
    ({ exportedEnergy }) => exportedEnergy?.value ?? null,
  ],
  ferraris_device_countdown_seconds: [
    'Seconds until the limiter opens.',
    ({ alert }) => alert?.countdown ?? null,
  ],
}

/** Figures of a device for Prometheus, asked for at each scrape. */
export function deviceMetrics(device: CustomerDevice): Registry {
  const registry = new Registry()
  const registers = [registry]
  for (const [name, [help, of]] of Object.entries(figures))
    new Gauge({
      name,
      help,
      labelNames: ['meter'],
      registers,
      collect() {
        this.reset()
        for (const meter of device.view().meters) {
          const value = of(meter)
          if (value !== null) this.set({ meter: meter.role }, value)
        }
      },
    })
  new Gauge({
    name: 'ferraris_device_trouble',
    help: 'Why there is no data: 1 at the code of what is wrong.',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset()
      const { trouble }: DeviceView = device.view()
      if (trouble !== null) this.set({ code: trouble.code }, 1)
    },
  })
  new Counter({
    name: 'ferraris_device_telegrams_total',
    help: 'Telegrams since the device was made: accepted, replica, lost before they were read, or why they were refused.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset()
      const { accepted, replicas, lost, refused } = device.state.reception
      for (const [result, count] of Object.entries({ accepted, replica: replicas, lost, ...refused }))
        this.inc({ result }, count)
    },
  })
  new Counter({
    name: 'ferraris_device_full_batches_total',
    help: 'Times since the start that as many telegrams came together as are kept in one sync.',
    registers,
    collect() {
      this.reset()
      this.inc(device.fullBatches)
    },
  })
  return registry
}
