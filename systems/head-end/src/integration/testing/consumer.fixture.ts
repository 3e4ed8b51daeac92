import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Another system that takes messages by POST: a web server that a test can take away and bring back. */
export interface Consumer {
  readonly url: string
  /** Bodies that it has taken, in order. */
  readonly taken: string[]
  /** How it answers from now on; default 200 without a body. */
  answer: (body: string) => { readonly status: number; readonly body?: string }
  down(): Promise<void>
  up(): Promise<void>
  /** Resolves when it has taken so many. */
  until(count: number): Promise<void>
}

export async function startConsumer(): Promise<Consumer> {
  const taken: string[] = []
  let port = 0
  let server: Server
  const up = async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', part => parts.push(part))
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8')
        const { status, body: answer = '' } = consumer.answer(body)
        if (status === 200) taken.push(body)
        response.writeHead(status, { 'content-type': 'application/xml' }).end(answer)
      })
    })
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  const consumer: Consumer = {
    get url() {
      return `http://127.0.0.1:${port}/cim`
    },
    taken,
    answer: () => ({ status: 200 }),
    up,
    down: async () => {
      await new Promise(resolve => server.close(resolve))
    },
    async until(count) {
      while (taken.length < count) await new Promise(resolve => setTimeout(resolve, 10))
    },
  }
  await up()
  return consumer
}
