import { connect, createServer, type Socket } from 'node:net'

/** A way to a meter that can be held: what the meter answers does not arrive while `isHeld` says so. */
export async function slowLine(port: number, isHeld: () => boolean) {
  const open = new Set<Socket>()
  const line = createServer(near => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far)
    far.on('data', octets => {
      if (!isHeld()) near.write(octets)
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => open.delete(socket))
    }
  })
  await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve))
  return {
    port: (line.address() as { port: number }).port,
    /** Whether a connection is open. */
    get isUsed() {
      return open.size > 0
    },
    cut() {
      for (const socket of open) socket.destroy()
    },
    close() {
      for (const socket of open) socket.destroy()
      line.close()
    },
  }
}
