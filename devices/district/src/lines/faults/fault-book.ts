import type { ActiveFault } from '@ferraris/metering'
import { faults, readJson, writeJson } from '../../data-folder.ts'
import { DistrictError } from '../../district-error.ts'
import type { Episode } from '../loads/episodes.ts'

/** Active faults, and all their effects on what was drawn and counted. */
export interface FaultBook {
  readonly active: readonly ActiveFault[]
  readonly episodes: readonly Episode[]
}

/** The faults of a data folder; a district that was stopped goes on with them. */
export function readFaults(folder: string): FaultBook {
  const found = (readJson(folder, faults, 'manifest-damaged') ?? { active: [], episodes: [] }) as FaultBook
  if (Array.isArray(found.active) && Array.isArray(found.episodes)) return found
  throw new DistrictError('manifest-damaged', `${folder}/${faults} holds no faults; restore or delete it`)
}

export function writeFaults(folder: string, book: FaultBook): void {
  writeJson(folder, faults, book)
}
