import { PublicKey } from '@ferraris/dlms/security'
import { partOf } from '@ferraris/metering'
import type { ImageRights } from '../store/firmware/image-transfer.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { FirmwareParts } from './firmware-parts.ts'
import { installImage } from './install.ts'
import { isLegal } from './part.ts'

interface ImageKeys {
  readonly firmwareKey: Uint8Array | undefined
  readonly legalFirmwareKey: Uint8Array | undefined
}

/** Which signature an image needs: a legal part that of its own key, whatever the client may; others the usual one, if there is one. */
export function imageRights(
  store: MeterStore,
  parts: FirmwareParts,
  { firmwareKey, legalFirmwareKey }: ImageKeys,
): ImageRights {
  return {
    signerOf(version) {
      const legal = isLegal(partOf(version))
      const key = legal ? legalFirmwareKey : firmwareKey
      if (key !== undefined) return new PublicKey(key)
      return legal ? 'none' : undefined
    },
    install: (image, now) => installImage(store, parts, image, now),
  }
}
