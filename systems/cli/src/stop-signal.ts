import { say } from './terminal/say.ts'

/**
 * A second signal means it, if it comes later than this: `npm start` hands the one Ctrl-C on that the terminal has
 * already sent to all processes in the foreground.
 */
const echo = 500

/** Waits for Ctrl-C or SIGTERM. A second one ends the process at once. */
export async function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let first: number | undefined
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = performance.now()
      resolve(signal)
    } else if (performance.now() - first > echo) {
      say('Stopped at once.')
      process.exit(130)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return await promise
}
