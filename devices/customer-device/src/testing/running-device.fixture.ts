import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CustomerDevice } from '../customer-device.ts'
import { DeviceStore } from '../store/device-store.ts'
import { openKeyVault } from '../store/key-vault.ts'
import { noon, settings } from './sending-meter.fixture.ts'

/** A device with a data folder of its own, and a clock that a test sets. */
export class DeviceInFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'ferraris-customer-device-'))
  now = noon
  store: DeviceStore
  device: CustomerDevice

  readonly #changes

  constructor(changes: Parameters<typeof settings>[0] = {}) {
    this.#changes = changes
    this.store = this.#openStore()
    this.device = this.#openDevice()
    this.device.setWay({ state: 'open' })
  }

  /** The plug is pulled and put in again. */
  restart(): void {
    this.store.close()
    this.store = this.#openStore()
    this.device = this.#openDevice()
    this.device.setWay({ state: 'open' })
  }

  end(): void {
    this.device.keep()
    this.store.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #openStore(): DeviceStore {
    return new DeviceStore(this.folder, openKeyVault(join(this.folder, 'kek')))
  }

  #openDevice(): CustomerDevice {
    return new CustomerDevice({ settings: settings(this.#changes), store: this.store, now: () => this.now })
  }
}
