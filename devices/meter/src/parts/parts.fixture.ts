import { AtomicMemory } from '../store/memory/atomic-memory.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import type { MeterStore } from '../store/meter-store.ts'
import { FirmwareParts } from './firmware-parts.ts'
import { imageRights } from './image-rights.ts'
import { factoryParts } from './part.ts'

/** What a face needs of the firmware of its meter. */
export function firmwareOf(store: MeterStore) {
  const parts = new FirmwareParts({
    memory: new AtomicMemory(inMemory()),
    factory: { ...factoryParts, 'non-legal': 'FERRARIS 0.1.0' },
    replacementSeconds: 0,
    aliveSince: now => store.aliveSince(now),
    signatureChangedAt: () => undefined,
  })
  return { parts, images: imageRights(store, parts, { firmwareKey: undefined, legalFirmwareKey: undefined }) }
}
