/** The process of `forkDistrict`: takes its options by message, reports the outcome of its start, ends with its parent. */
import { once } from 'node:events'
import { answerRequest } from './answer-request.ts'
import { startDistrict } from './district.ts'
import { DistrictError } from './district-error.ts'
import type { ForkOptions } from './fork.ts'
import type { LineAnswer, LineRequest, StartReport } from './fork-messages.ts'

function report(message: StartReport | LineAnswer): void {
  return void process.send?.(message)
}

// The terminal may be closed before this process is.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const [options]: [ForkOptions] = (await once(process, 'message')) as [ForkOptions]
try {
  const district = await startDistrict({ ...options, clock: Date })
  const { meters, missing, lines, close } = district
  const stop = (): void => void close().then(() => process.exit(0))
  // Ctrl-C reaches the whole group: the parent ends its sessions with the meters first, and then this process.
  process
    .on('disconnect', stop)
    .on('message', (request: LineRequest) => void answerRequest(district, request).then(report))
    .on('SIGINT', () => {})
    .on('SIGHUP', () => {})
    .on('SIGTERM', () => {})
  if (!process.connected) stop()
  report({ meters, missing, hasLines: lines !== undefined })
} catch (error) {
  report({
    problem: error instanceof Error ? error.message : String(error),
    code: error instanceof DistrictError ? error.code : undefined,
  })
  process.disconnect()
}
