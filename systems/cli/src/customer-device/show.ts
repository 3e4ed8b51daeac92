import type { DeviceView } from '@ferraris/customer-device'
import { show } from '../terminal/say.ts'
import { askDevice } from './ask-device.ts'
import type { FolderFlags } from './folder.ts'
import { deviceText } from './view.ts'

/** `customer-device show`. */
export async function showDevice(flags: FolderFlags): Promise<void> {
  const view = await askDevice<DeviceView>(flags, 'GET', '/api/v1/state')
  show(flags.json, view, () => deviceText(view))
}
