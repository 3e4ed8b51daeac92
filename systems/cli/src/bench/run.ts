import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ProcessError } from '../errors.ts'

/** Flags as commander names them. */
export type BenchOptions = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * `bench`: runs the benchmarks in a process of their own, so that memory and processor time are theirs alone. They come
 * with the sources, not with the command line.
 */
export async function runBench(
  names: readonly string[],
  { debug: _, ...options }: BenchOptions,
): Promise<void> {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  )
  const child = spawn(process.execPath, [benchProgram(), ...names, ...flags], { stdio: 'inherit' })
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  if (code !== 0) throw new ProcessError('bench-failed', `the benchmark ended with ${code ?? signal}`)
}

function benchProgram(): string {
  try {
    return fileURLToPath(new URL('main.ts', import.meta.resolve('@ferraris/bench')))
  } catch (error) {
    const message = 'the benchmarks are not installed; they come with the sources of Ferraris'
    throw new ProcessError('bench-missing', message, { cause: error })
  }
}
