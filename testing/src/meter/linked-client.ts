import type { ResponseTo, ServiceRequest } from '@ferraris/dlms'
import {
  type ClientInput,
  type ClientSettings,
  type ClientState,
  createClient,
  stepClient,
} from '@ferraris/dlms/client'
import {
  createServer,
  type ServerOutput,
  type ServerSettings,
  type ServerState,
  stepServer,
} from '@ferraris/dlms/server'

interface LinkedClientOptions {
  /** Client address, 1 (management) by default. */
  readonly address?: number
  /** The first of 1000 invocation counters. */
  readonly firstCounter?: number
  /** Sees all that comes out of the server: answers, events. */
  readonly onOutput?: (output: ServerOutput) => void
}

/** A client machine and a server machine back to back: each receives at once what the other sends. It associates first. */
export class LinkedClient {
  readonly #settings: ServerSettings
  readonly #onOutput: (output: ServerOutput) => void
  #server: ServerState
  #client: ClientState

  constructor(server: ServerSettings, client: ClientSettings, options: LinkedClientOptions = {}) {
    const { address = 1, firstCounter = 1, onOutput = () => {} } = options
    this.#settings = server
    this.#onOutput = onOutput
    this.#server = createServer(address)
    this.#client = createClient(client, { next: firstCounter, end: firstCounter + 1000 })
    this.#run({ kind: 'associate' })
  }

  /** The results of a request; throws what the client machine fails with. */
  ask<R extends ServiceRequest>(request: R): ResponseTo<R>['results'] {
    const output = this.#run({ kind: 'request', request })
    if (output.kind !== 'response') throw new Error(`no response but ${output.kind}`)
    return output.response.results as ResponseTo<R>['results']
  }

  #run(input: ClientInput) {
    const inputs = [input]
    for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
      const [client, outputs] = stepClient(this.#client, next)
      this.#client = client
      for (const output of outputs) {
        if (output.kind === 'failed') throw output.error
        if (output.kind !== 'send') return output
        for (const apdu of this.#answers(output.apdu)) inputs.push({ kind: 'apdu', apdu })
      }
    }
    throw new Error('the server was silent')
  }

  #answers(apdu: Uint8Array): Uint8Array[] {
    const [server, outputs] = stepServer(this.#settings, this.#server, apdu)
    this.#server = server
    for (const output of outputs) this.#onOutput(output)
    return outputs.flatMap(output => (output.kind === 'send' ? [output.apdu] : []))
  }
}
