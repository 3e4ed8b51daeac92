import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Journal, LockError, onceUnlocked } from '@ferraris/meter'
import { DistrictError, systemCodeOf } from './district-error.ts'

/** The files of a district. */
export const manifest = 'manifest.json'
export const keyRing = 'keys.json'
/** Master keys lie apart, as at a utility. */
export const masterKeysFile = 'master-keys.json'
const journalFile = 'meters.journal'
/** Of the power lines: feeders and homes, K1 and K2 of the meters, faults, their time. */
export const planFile = 'plan.json'
export const lineKeysFile = 'line-keys.json'
export const faults = 'faults.json'
export const scenarioFile = 'scenario.json'
export const lineTime = 'line-time.json'
/** Credentials of the concentrators, and a folder for each. */
export const credentialsFile = 'concentrators.json'
export const concentratorsFolder = 'concentrators'

/** The processes of a district that was killed notice it at their next turn, and end. */
const predecessorPatienceMs = 5000

/**
 * Opens the memory of the meters, and with it takes the folder: while it is open no other process works here.
 *
 * @throws {DistrictError} `in-use`, `data-unusable`; JournalError
 */
export async function openJournal(folder: string): Promise<Journal> {
  const path = join(folder, journalFile)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw unusable(folder, 'made', cause)
  }
  try {
    return await onceUnlocked(() => Journal.open(path), predecessorPatienceMs)
  } catch (cause) {
    if (!(cause instanceof LockError)) throw cause
    if (cause.code === 'unusable') throw unusable(path, 'locked', cause)
    throw new DistrictError('in-use', `${cause.message}: does this district run already?`, { cause })
  }
}

/** Reads a JSON file of the folder; undefined when it is not there. */
export function readJson(
  folder: string,
  name: string,
  damaged: 'manifest-damaged' | 'keys-damaged',
): unknown {
  const path = join(folder, name)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (cause instanceof SyntaxError) {
      throw new DistrictError(
        damaged,
        `${path} is no JSON; restore it, or start with another data folder`,
        cause,
      )
    }
    throw unusable(path, 'read', cause)
  }
}

/** Writes a file whole or not at all, for its owner only. */
export function writeJson(folder: string, name: string, value: unknown): void {
  const path = join(folder, name)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.next`, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600, flush: true })
    renameSync(`${path}.next`, path)
  } catch (cause) {
    throw unusable(path, 'written', cause)
  }
}

/** When what could not be written is tried again, milliseconds. */
export const diskAgainMs = 1000

/**
 * Does what keeps something in the data folder; says whether it was done. While that cannot be written, because its disk is full, what runs goes
 * on, and it is to be tried again.
 */
export function doneOnDisk(action: () => void): boolean {
  try {
    action()
    return true
  } catch (error) {
    if (!(error instanceof DistrictError) || error.code !== 'data-unusable') throw error
    console.error(error.message)
    return false
  }
}

function unusable(path: string, done: string, cause: unknown): DistrictError {
  return new DistrictError(
    'data-unusable',
    `${path} cannot be ${done} (${systemCodeOf(cause)}); choose a data folder that is yours`,
    { cause },
  )
}
