import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SmtpLink } from './smtp-link.ts'

/** A mail server that takes everything. */
let server: Server
let url: string
beforeAll(async () => {
  server = createServer(socket => {
    socket.write('220 ready\r\n')
    socket.on('data', octets => {
      for (const line of octets.toString().split('\r\n')) if (line !== '') socket.write('250 taken\r\n')
    })
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  url = `smtp://127.0.0.1:${port}`
})
afterAll(() => new Promise(resolve => server.close(resolve)))

test('an address that no mail can go to is the fault of the message, and not of the server', async () => {
  const link = new SmtpLink({ kind: 'smtp', url, address: 'desk@ferraris.example' })
  const message = { id: '1', body: 'x', contentType: 'text/plain', subject: 'x' }
  await expect(link.send({ ...message, to: ['(night@utility.example'] })).rejects.toMatchObject({
    code: 'refused',
  })
  await link.close()
})
