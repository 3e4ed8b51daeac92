import { show } from '../terminal/say.ts'
import { askDevice } from './ask-device.ts'
import type { FolderFlags } from './folder.ts'
import { spaced } from './start.ts'

/** `customer-device pair`. */
export async function pairWithDevice(flags: FolderFlags): Promise<void> {
  const offer = await askDevice<{ code: string; until: number }>(flags, 'POST', '/api/v1/pairing-codes')
  show(
    flags.json,
    offer,
    () => `${spaced(offer.code)}   enter it at the page of the device, within 10 minutes`,
  )
}
