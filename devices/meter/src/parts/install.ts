import { partOf } from '@ferraris/metering'
import type { MeterStore } from '../store/meter-store.ts'
import type { FirmwareParts } from './firmware-parts.ts'
import { isLegal } from './part.ts'

/** An image that was checked. */
export interface CheckedImage {
  readonly version: string
  /** Hex. */
  readonly signature: string
}

/**
 * Makes the meter run an image. A legal part leaves its trace in the log of legal changes, which is never written over: false where
 * that is full, and nothing has changed.
 */
export function installImage(
  store: MeterStore,
  parts: FirmwareParts,
  image: CheckedImage,
  now: number,
): boolean {
  const part = partOf(image.version)
  return store.memory.atomically(() => {
    if (isLegal(part)) {
      const kind = part === 'legal' ? 'legalFirmware' : 'genericFirmware'
      if (!store.legalChanges.add(kind, image.version, now)) return false
      store.events.record('legalPartChanged', now)
    }
    parts.install(image, now)
    return true
  })
}
