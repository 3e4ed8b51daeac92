import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import {
  benchMeters,
  type CustomerDeviceSubject,
  type DeviceParameters,
  type SampleParameters,
} from '@ferraris/conformance'
import { CustomerDevice, DeviceStore, openKeyVault } from '@ferraris/customer-device'

/** Seconds that the supply stays away. */
const dark = 30

/** Versions and keys of our own device, as a maker's file has them. */
export function ownParameters(): DeviceParameters {
  const samples = [1, 2, 3].map(n => {
    const operatingKey = new Uint8Array(16).fill(0x10 + n)
    return {
      sample: `FER-${n}`,
      smitpAddress: `46450000000${n}`,
      operatingKey,
      authenticationKey: operatingKey,
    }
  })
  return {
    maker: 'Ferraris',
    model: 'virtual device',
    hardware: 'virtual 1',
    firmware: '0.1.0',
    timeZone: 'Europe/Rome',
    meters: benchMeters,
    isPreset: true,
    samples,
  }
}

/** A sample of our own device: its memory in a folder of its own, its time in the hands of the bench. */
export function openOwnDevice(
  parameters: DeviceParameters,
  sample: SampleParameters,
  start: number,
): CustomerDeviceSubject & { close(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-device-bench-'))
  const vault = openKeyVault(join(folder, 'keys'))
  let time = Math.floor(start)
  const { operatingKey, authenticationKey } = sample
  const settings = {
    id: sample.sample,
    hardware: parameters.hardware,
    firmware: parameters.firmware,
    address: sample.smitpAddress,
    initialKey: operatingKey,
    timeZone: parameters.timeZone,
    meters: parameters.meters.map(({ role, systemTitle }, i) => ({
      role,
      systemTitle: toHex(systemTitle),
      pod: `IT001E0000000${i}`,
      keys: { encryptionKey: operatingKey, authenticationKey },
    })),
  }
  const boot = () => {
    const store = new DeviceStore(folder, vault)
    return { store, device: new CustomerDevice({ settings, store, now: () => time }) }
  }
  let running = boot()
  return {
    parameters,
    sample,
    patienceMs: 0,
    now: () => time,
    async send(apdu) {
      running.device.take(apdu)
    },
    counters: async role => running.device.state.meters.find(meter => meter.role === role)?.counters ?? [],
    versions: async () => running.device.view().device,
    async powerCut() {
      running.store.close()
      time += dark
      running = boot()
    },
    async wait(seconds) {
      time += seconds
      running.device.heartbeat()
    },
    async close() {
      running.store.close()
      rmSync(folder, { recursive: true })
    },
  }
}
