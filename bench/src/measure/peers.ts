import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Another DLMS stack that is measured in the same run: a command that takes a task and prints its figures. */
interface Peer {
  readonly name: string
  readonly command: string
}

/** A peer's description of itself, figures by their names, or why there are none. */
export type PeerFigures<Figure extends string> = { readonly peer: string; readonly version?: string } & (
  | { readonly [figure in Figure]?: number }
  | { readonly failure: string }
)

/** Peers as `FERRARIS_PEERS` names them: `name=command,name=command`. */
export function peersIn(variable: string | undefined): Peer[] {
  return (variable ?? '')
    .split(',')
    .filter(entry => entry.trim() !== '')
    .map(entry => {
      const [, name, command] = /^\s*([^=\s]+)=(.+)$/.exec(entry) ?? []
      if (name === undefined || command === undefined)
        throw new Error(`FERRARIS_PEERS: "${entry}" is not name=command`)
      return { name, command }
    })
}

/** The peers that are installed here. */
export function installedPeers(): Peer[] {
  return peersIn(process.env.FERRARIS_PEERS)
}

const longestRun = 120_000

/** Hands a peer its task, one line of JSON, and takes one line of figures. A failing peer does not end the run. */
export async function askPeer<Figure extends string>(
  { name: peer, command }: Peer,
  task: object,
): Promise<PeerFigures<Figure>> {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'], timeout: longestRun })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  // A peer may have its figures, or fail, without having read its task.
  child.stdin.on('error', () => {})
  child.stdin.end(`${JSON.stringify(task)}\n`)
  const [said, status] = await Promise.all([text(child.stdout), ended])
  if (status !== 0) return { peer, failure: `ended with ${status ?? 'a signal'}` }
  try {
    return { peer, ...JSON.parse(said.trim().replace(/^.*\n/s, '')) }
  } catch {
    return { peer, failure: 'said no figures' }
  }
}
