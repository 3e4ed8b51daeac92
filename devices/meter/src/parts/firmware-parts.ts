import { createHash } from 'node:crypto'
import { type PartName, partNames, partOf } from '@ferraris/metering'
import type { AtomicMemory } from '../store/memory/atomic-memory.ts'
import { isLegal } from './part.ts'

/** A part as it was installed last. */
type Installed = {
  readonly version: string
  /** Hex. */
  readonly signature: string
  /** When its predecessor was stopped, and when it began to run. */
  readonly stoppedAt: number
  readonly startedAt: number
}

/** A part of the firmware at an instant. */
export interface Part {
  readonly part: PartName
  readonly isLegal: boolean
  readonly version: string
  /** Octets by which it is known: those of its image, or the digest of that. */
  readonly signature: Uint8Array
  /** True time; with the supply all of them start, in the order of {@link partNames}. */
  readonly startedAt: number
  readonly isRunning: boolean
  /** Messages that came while it did not run. */
  readonly dropped: number
}

interface PartsSetup {
  readonly memory: AtomicMemory
  /** The versions with which the meter left the factory. */
  readonly factory: Readonly<Record<PartName, string>>
  /** How long a part is stopped while another takes its place. */
  readonly replacementSeconds: number
  /** The instant at which the supply came last. */
  aliveSince(now: number): number | undefined
  /** When the signature of the application was changed behind the meter's back, if it is so at an instant. */
  signatureChangedAt(now: number): number | undefined
}

function installedKey(part: PartName): string {
  return `parts.installed.${part}`
}
function droppedKey(part: PartName): string {
  return `parts.dropped.${part}`
}

/** Where older memories have the version of the application. */
const oldVersionKey = 'firmware.version'

/**
 * The programs of the meter, GENERIC, LEGAL, PLC and the application, each with version and signature of its own. GENERIC starts the
 * others, and every message from one part to another goes through its one service call, which drops those to a part that is stopped.
 * A part that is replaced is stopped and started alone: metrology, which is LEGAL, counts meanwhile.
 */
export class FirmwareParts {
  readonly #setup: PartsSetup

  constructor(setup: PartsSetup) {
    this.#setup = setup
  }

  version(part: PartName): string {
    return this.#installed(part)?.version ?? this.#setup.factory[part]
  }

  /** Another image takes the place of the part that it is of. */
  install({ version, signature }: { version: string; signature: string }, now: number): void {
    const startedAt = now + this.#setup.replacementSeconds
    const kept: Installed = { version, signature, stoppedAt: now, startedAt }
    this.#setup.memory.set(installedKey(partOf(version)), kept)
  }

  /** The one service call: hands a message to a part. False for one that is stopped: the message is dropped, and counted. */
  deliver(to: PartName, now: number): boolean {
    if (this.#isRunning(to, now)) return true
    const { memory } = this.#setup
    memory.set(droppedKey(to), (memory.get<number>(droppedKey(to)) ?? 0) + 1)
    return false
  }

  all(now: number): Part[] {
    return partNames.map(part => this.of(part, now))
  }

  of(part: PartName, now: number): Part {
    const alive = this.#setup.aliveSince(now) ?? now
    return {
      part,
      isLegal: isLegal(part),
      version: this.version(part),
      signature: this.#signature(part, now),
      startedAt: Math.max(alive, this.#installed(part)?.startedAt ?? alive),
      isRunning: this.#isRunning(part, now),
      dropped: this.#setup.memory.get<number>(droppedKey(part)) ?? 0,
    }
  }

  #isRunning(part: PartName, now: number): boolean {
    if (this.#setup.replacementSeconds === 0) return true
    const installed = this.#installed(part)
    return installed === undefined || now < installed.stoppedAt || now >= installed.startedAt
  }

  #signature(part: PartName, now: number): Uint8Array {
    const installed = this.#installed(part)
    const changed = part === 'non-legal' ? this.#setup.signatureChangedAt(now) : undefined
    if (changed !== undefined && changed >= (installed?.startedAt ?? 0))
      return digest(`changed ${changed} ${this.version(part)}`)
    return installed === undefined
      ? digest(`factory ${this.version(part)}`)
      : Buffer.from(installed.signature, 'hex')
  }

  #installed(part: PartName): Installed | undefined {
    const { memory } = this.#setup
    const kept = memory.get<Installed>(installedKey(part))
    if (kept !== undefined || part !== 'non-legal') return kept
    const version = memory.get<string>(oldVersionKey)
    const signature = version === undefined ? '' : digest(version).toString('hex')
    return version === undefined ? undefined : { version, signature, stoppedAt: 0, startedAt: 0 }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
