import { CommanderError } from 'commander'
import { createProgram } from './program.ts'
import { report, reportUsage } from './report.ts'
import { runsUntilStopped } from './stop-signal.ts'

export { createProgram } from './program.ts'

/** Runs one command line; the process's exit code tells how it ended: 0 done, 1 refused, 2 bad input. */
export async function main(args: readonly string[]): Promise<void> {
  dropBrokenPipes()
  const program = createProgram()
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const flags = { json: args.includes('--json'), debug: args.includes('--debug') }
    process.exitCode = error instanceof CommanderError ? reportUsage(error, flags) : report(error, flags)
  }
}

/** What writing to a pipe or a terminal gives whose other end is closed. */
const closedOutput: ReadonlySet<unknown> = new Set(['EPIPE', 'EIO'])

/**
 * `ferraris … | head` closes our output early: that is no error, and nothing is left to do. A service goes on without
 * anyone to tell, until it is stopped: what it has started must not outlive it.
 */
function dropBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!closedOutput.has(error.code)) throw error
      if (!runsUntilStopped()) process.exit(0)
    })
  }
}
