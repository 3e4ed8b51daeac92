import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { DistrictOptions, MeterOnTheMap } from './district.ts'
import { DistrictError, type DistrictProblem } from './district-error.ts'

/** What a district in another process is told: everything but a clock, for it has the system's. */
export type ForkOptions = Omit<DistrictOptions, 'clock'>

/** What the process says, once, about its start. */
export type StartReport =
  | { readonly meters: readonly MeterOnTheMap[]; readonly missing: number }
  | { readonly problem: string; readonly code: DistrictProblem | undefined }

/** A district that runs in a process of its own. */
export interface DistrictProcess {
  readonly pid: number
  readonly meters: readonly MeterOnTheMap[]
  readonly missing: number
  /** Settles when the process has ended, asked to or not; with its exit code. */
  readonly ended: Promise<number | null>
  close(): Promise<void>
}

/**
 * Starts a district in a child process, on the system's clock. It ends with its parent.
 *
 * @throws {DistrictError} what the child's start threw
 */
export const forkDistrict = async (options: ForkOptions): Promise<DistrictProcess> => {
  const child = fork(join(import.meta.dirname, 'child.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code)
  child.send(options)
  const report = await Promise.race([firstMessage(child), ended])
  if (report === null || typeof report === 'number') {
    throw new DistrictError('bad-option', `the district's process ended with ${report} while starting`)
  }
  if ('problem' in report) throw new DistrictError(report.code ?? 'bad-option', report.problem)
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect()
    await ended
  }
  return { pid: child.pid ?? 0, meters: report.meters, missing: report.missing, ended, close }
}

const firstMessage = async (child: ChildProcess): Promise<StartReport> => {
  const [message] = await once(child, 'message')
  return message
}
