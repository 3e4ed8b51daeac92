import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import {
  type DistrictDescription,
  type FaultsProcess,
  type PlayedScenario,
  type RefusedRequest,
  refusalOf,
  refusedRequest,
} from '@ferraris/district'
import {
  type ActiveFault,
  type FaultKind,
  type FaultOrder,
  faultKindOf,
  faultOrderOf,
} from '@ferraris/metering'
import { ProcessError } from '../errors.ts'
import { say } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'

const socketFile = 'district.sock'
/** A path that is longer does not fit into the address of a socket (sockaddr_un). */
const longestPath = 103

/** A question to a district that runs, one a connection. */
type FaultQuestion =
  | { readonly ask: 'list' }
  | { readonly ask: 'set'; readonly order: FaultOrder }
  | { readonly ask: 'clear'; readonly kind: FaultKind; readonly target?: string | undefined }
  | { readonly ask: 'play'; readonly scenario: unknown; readonly speed?: number | undefined }
  | { readonly ask: 'stop' }

interface Answers {
  readonly list: DistrictDescription
  readonly set: ActiveFault
  readonly clear: number
  readonly play: PlayedScenario
  readonly stop: boolean
}

type Reply = { readonly answer: unknown } | { readonly refused: RefusedRequest }

/** Takes orders of `ferraris district fault` and `harm` on a socket in the data folder, which only its owner may use. */
export async function serveFaults(
  data: string,
  faults: () => FaultsProcess,
): Promise<{ close(): Promise<void> } | undefined> {
  const path = join(data, socketFile)
  if (Buffer.byteLength(path) > longestPath) {
    say(style.quiet(`The path of ${data} is too long for a socket: faults are switched by REST only.`))
    return undefined
  }
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy())
    linesOf(socket).once('line', line => void answer(socket, line, faults))
  })
  // A process that was killed leaves its socket behind; the data folder is ours alone.
  rmSync(path, { force: true })
  await listen(server, path)
  chmodSync(path, 0o600)
  return { close: () => new Promise<void>(resolve => server.close(() => resolve())) }
}

/** Lines of a socket. What the socket fails of is said a second time by its lines, where nothing waits for it. */
function linesOf(socket: Socket): Interface {
  return createInterface({ input: socket }).on('error', () => {})
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

async function answer(socket: Socket, line: string, faults: () => FaultsProcess): Promise<void> {
  let reply: Reply
  try {
    reply = { answer: await perform(faults(), JSON.parse(line) as FaultQuestion) }
  } catch (error) {
    reply = { refused: refusedRequest(error) }
  }
  socket.end(`${JSON.stringify(reply)}\n`)
}

async function perform(faults: FaultsProcess, question: FaultQuestion): Promise<unknown> {
  if (question.ask === 'play') return await faults.play(question.scenario, question.speed)
  if (question.ask === 'stop') return await faults.stopPlaying()
  if (question.ask === 'set') return await faults.setFault(faultOrderOf(question.order))
  if (question.ask === 'clear') return await faults.clearFaults(faultKindOf(question.kind), question.target)
  return await faults.describe()
}

/** Asks the district that runs on a data folder. Throws ProcessError, and FaultError for a fault that cannot be. */
export async function askDistrict<Question extends FaultQuestion>(
  data: string,
  question: Question,
): Promise<Answers[Question['ask']]> {
  const socket = connect(join(data, socketFile))
  const line = new Promise<string>((resolve, reject) => {
    socket.once('error', reject)
    linesOf(socket)
      .once('line', resolve)
      .once('close', () => reject(new Error('no answer')))
  })
  socket.write(`${JSON.stringify(question)}\n`)
  let reply: Reply
  try {
    reply = JSON.parse(await line) as Reply
  } catch (cause) {
    throw new ProcessError('no-district', `no district runs on ${data}; start one first`, {
      cause,
    })
  } finally {
    socket.destroy()
  }
  if ('answer' in reply) return reply.answer as Answers[Question['ask']]
  const { refused } = reply
  if (refused.path !== undefined || 'step' in refused) throw refusalOf(refused)
  throw new ProcessError('district-refused', refused.detail)
}
