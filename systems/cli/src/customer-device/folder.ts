import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type DeviceSettings, DeviceStore, openKeyVault } from '@ferraris/customer-device'
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
