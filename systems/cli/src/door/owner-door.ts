import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface, type Interface } from 'node:readline'
import { type RefusedRequest, refusalOf, refusedRequest } from '@ferraris/district'
import { ProcessError } from '../errors.ts'

/** A path that is longer does not fit into the address of a socket (sockaddr_un). */
const longestPath = 103
/** Octets of a question: a scenario of a day fits many times. */
const longestQuestion = 4_000_000

type Reply = { readonly answer: unknown } | { readonly refused: RefusedRequest }

/** Whether a path can be that of a door. */
export function fitsDoor(path: string): boolean {
  return Buffer.byteLength(path) <= longestPath
}

/** Answers questions in JSON, one a connection, on a socket that only its owner may use. */
export async function serveDoor(
  path: string,
  perform: (question: unknown) => Promise<unknown>,
): Promise<{ close(): Promise<void> }> {
  const server = createServer(socket => {
    let octets = 0
    socket.on('error', () => socket.destroy())
    socket.on('data', chunk => {
      octets += chunk.length
      if (octets > longestQuestion) socket.destroy()
    })
    linesOf(socket).once('line', line => void answer(socket, line, perform))
  })
  // A process that was killed leaves its socket behind; the data folder is ours alone.
  rmSync(path, { force: true })
  await listen(server, path)
  chmodSync(path, 0o600)
  return { close: () => new Promise<void>(resolve => server.close(() => resolve())) }
}

/**
 * Asks the process behind a door. Throws FaultError and ScenarioError for what cannot be.
 *
 * @throws {ProcessError} `district-refused`, and what `absent` gives where none answers
 */
export async function askDoor(
  path: string,
  question: unknown,
  absent: (cause: unknown) => ProcessError,
): Promise<unknown> {
  const socket = connect(path)
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
    throw absent(cause)
  } finally {
    socket.destroy()
  }
  if ('answer' in reply) return reply.answer
  const { refused } = reply
  if (refused.path !== undefined || 'step' in refused) throw refusalOf(refused)
  throw new ProcessError('district-refused', refused.detail)
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

async function answer(
  socket: Socket,
  line: string,
  perform: (question: unknown) => Promise<unknown>,
): Promise<void> {
  let reply: Reply
  try {
    reply = { answer: await perform(JSON.parse(line)) }
  } catch (error) {
    reply = { refused: refusedRequest(error) }
  }
  socket.end(`${JSON.stringify(reply)}\n`)
}
