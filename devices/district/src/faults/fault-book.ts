import type { ActiveFault } from '@ferraris/metering'
import { faults, readJson, writeJson } from '../data-folder.ts'
import { DistrictError } from '../district-error.ts'
import type { Episode } from '../lines/loads/episodes.ts'

/** Active faults, and all their effects on what was drawn and counted. */
export interface FaultBook {
  /** Of lines, concentrators and the meters on them. */
  readonly active: readonly ActiveFault[]
  /** Of meters with an address of their own. */
  readonly direct: readonly ActiveFault[]
  readonly episodes: readonly Episode[]
}

/** The faults of a data folder; a district that was stopped goes on with them. */
export function readFaults(folder: string): FaultBook {
  const found = readJson(folder, faults, 'manifest-damaged') ?? {}
  const { active = [], direct = [], episodes = [] } = found as Partial<FaultBook>
  if ([active, direct, episodes].every(Array.isArray)) {
    return { active: active.map(withEnd), direct: direct.map(withEnd), episodes }
  }
  throw new DistrictError('manifest-damaged', `${folder}/${faults} holds no faults; restore or delete it`)
}

/** What has happened is on the disk before it has its effect: a crash in between only brings it about later. */
export function keepFaults(folder: string, changed: Partial<FaultBook>): void {
  writeJson(folder, faults, { ...readFaults(folder), ...changed })
}

/** Faults of an earlier release had no end. */
function withEnd(fault: ActiveFault): ActiveFault {
  return { ...fault, until: fault.until ?? null }
}
