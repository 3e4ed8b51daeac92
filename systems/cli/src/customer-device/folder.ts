import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DeviceSettings, DeviceStore, openKeyVault, storeFile } from '@ferraris/customer-device'
import { InputError } from '../errors.ts'
import { makeDataFolder } from '../head-end/data-folder.ts'
import { dataFolder } from '../keys/data-folder.ts'

export interface FolderFlags {
  readonly data?: string
  readonly json?: boolean
}

/** What a device was made with; its firmware is that of the program. */
export type Plate = Omit<DeviceSettings, 'firmware' | 'layouts'>

const platePart = 'plate'

/** Opens the memory of a device. Throws StoreError, ProcessError. */
export function openDeviceStore(flags: FolderFlags): DeviceStore {
  const folder = dataFolder(flags.data)
  makeDataFolder(folder)
  return new DeviceStore(folder, openKeyVault(join(folder, 'customer-device.kek')))
}

/** Opens the memory of a device that was made, and touches nothing where none was. Throws InputError, StoreError, ProcessError. */
export function openMadeDevice(flags: FolderFlags): { readonly store: DeviceStore; readonly plate: Plate } {
  const hint = 'make one: ferraris customer-device make'
  if (!existsSync(join(dataFolder(flags.data), storeFile)))
    throw new InputError('--data', 'no device was made in this folder', hint)
  const store = openDeviceStore(flags)
  const plate = loadPlate(store)
  if (plate !== undefined) return { store, plate }
  store.close()
  throw new InputError('--data', 'no device was made in this folder', hint)
}

export function firmwareVersion(): string {
  const manifest = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

export function savePlate(store: DeviceStore, plate: Plate): void {
  store.save(platePart, plate)
}

export function loadPlate(store: DeviceStore): Plate | undefined {
  return store.load<Plate>(platePart)
}

/** Where a running device tells the commands of its machine how to reach it. */
export function localFile({ data }: FolderFlags): string {
  return join(dataFolder(data), 'customer-device.local.json')
}

/** Throws InputError where no device runs on the folder. */
export function runningFile(flags: FolderFlags): string {
  const file = localFile(flags)
  if (existsSync(file)) return file
  throw new InputError('--data', 'no device runs on this folder', 'start one: ferraris customer-device start')
}
