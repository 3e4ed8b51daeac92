import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { DataLock, LockError } from '@ferraris/meter/data-lock'
import type { StepResult } from '@ferraris/work-order'
import { ProcessError } from '../errors.ts'

type Line = { readonly begun: number; readonly at: string } | StepResult

/**
 * What has become of the steps of an order, on disk before anything else happens: a step that has begun and not ended
 * may have had its effect. One process at a time writes it.
 */
export class WorkJournal {
  readonly #handle: number
  readonly #lock: DataLock
  readonly #begun = new Set<number>()
  readonly #results = new Map<number, StepResult>()

  private constructor(file: string, lock: DataLock) {
    this.#lock = lock
    const { lines, length } = linesOf(file)
    this.#handle = openSync(file, 'a', 0o600)
    // A line that was cut off by the end of the process would spoil the next one.
    ftruncateSync(this.#handle, length)
    for (const line of lines) this.#take(line)
  }

  /** Throws ProcessError while another process works on the order. */
  static open(file: string): WorkJournal {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    return new WorkJournal(file, takeLock(file))
  }

  /** Whether a step was begun and its end is unknown. */
  hasBegun(step: number): boolean {
    return this.#begun.has(step)
  }

  isDone(step: number): boolean {
    return this.#results.get(step)?.outcome === 'done'
  }

  /** The last result of each step, in the order of the steps. */
  get results(): StepResult[] {
    return [...this.#results.values()].toSorted((a, b) => a.step - b.step)
  }

  begin(step: number, now: number): void {
    this.#write({ begun: step, at: new Date(now).toISOString() })
  }

  end(result: StepResult): void {
    this.#write(result)
  }

  close(): void {
    closeSync(this.#handle)
    this.#lock.release()
  }

  #write(line: Line): void {
    writeSync(this.#handle, `${JSON.stringify(line, plainNumber)}\n`)
    fsyncSync(this.#handle)
    this.#take(line)
  }

  #take(line: Line): void {
    if ('begun' in line) this.#begun.add(line.begun)
    else {
      this.#begun.delete(line.step)
      this.#results.set(line.step, line)
    }
  }
}

/** The whole lines of a journal, and how many octets they have. */
function linesOf(file: string): { lines: Line[]; length: number } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { lines: [], length: 0 }
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const lines = whole.split('\n').slice(0, -1)
  return { lines: lines.map(line => JSON.parse(line) as Line), length: Buffer.byteLength(whole) }
}

function takeLock(file: string): DataLock {
  try {
    return DataLock.take(file)
  } catch (cause) {
    if (!(cause instanceof LockError) || cause.code !== 'held') throw cause
    throw new ProcessError('order-in-work', `${cause.message}: another process carries out this order`, {
      cause,
    })
  }
}

function plainNumber(_key: string, value: unknown): unknown {
  return typeof value !== 'bigint'
    ? value
    : Number.isSafeInteger(Number(value))
      ? Number(value)
      : String(value)
}
