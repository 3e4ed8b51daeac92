import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { fromHex } from '@ferraris/bytes'
import { data, encodeData, obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { createServer, type ServerSettings, stepServer } from '@ferraris/dlms/server'
import { decodeCosem, encodeCosem } from '@ferraris/smitp/cosem'
import { concentratorCertificate, serverCertificate } from '@ferraris/testing/certificates'
import { afterEach, describe, expect, test } from 'vitest'
import { DlmsSession, type Frame } from '../index.ts'
import { openTunnelLink, TunnelDialer, type TunnelDialerOptions, TunnelGate } from './index.ts'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

const host = '127.0.0.1'
const aca = '464500000001'

async function gateFor(options: Partial<Parameters<typeof TunnelGate.listen>[0]> = {}): Promise<TunnelGate> {
  const authenticate = async (
    id: string,
    { credential, commonName }: { credential?: string; commonName?: string },
  ) => id === 'C1' && (credential === 'right' || commonName === 'C1')
  const gate = await TunnelGate.listen({ host, port: 0, authenticate, ...options })
  open.push(gate)
  return gate
}

async function dialTo(gate: TunnelGate, options: Partial<TunnelDialerOptions> = {}): Promise<TunnelDialer> {
  const up = Promise.withResolvers<void>()
  const dialer = new TunnelDialer({
    place: { host, port: gate.port },
    concentrator: 'C1',
    credential: 'right',
    onRequest: async ({ dsap, ecc, lsdu }) => ({ dsap, ecc, lsdu }),
    onState: state => state === 'up' && up.resolve(),
    random: () => 0,
    ...options,
  })
  open.push(dialer)
  await up.promise
  return dialer
}

function request(...octets: number[]) {
  return {
    aca,
    dsap: 0,
    ecc: 'none' as const,
    lsdu: Uint8Array.from(octets),
  }
}
async function until(holds: () => boolean) {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 2))
}

describe('requests through a tunnel', () => {
  test('go side by side, and each gets its own answer', async () => {
    const gate = await gateFor()
    const waits = [30, 20, 10, 0]
    await dialTo(gate, {
      onRequest: async ({ lsdu, dsap, ecc, aca: meter }) => {
        expect(meter).toBe(aca)
        await new Promise(resolve => setTimeout(resolve, waits[lsdu[0]!]))
        return { dsap, ecc, lsdu: Uint8Array.of(...lsdu, 0xff) }
      },
    })
    const answers = await Promise.all(
      waits.map((_, i) => gate.request('C1', request(i), { timeoutMs: 60_000 })),
    )
    expect(answers.map(({ lsdu }) => [...lsdu])).toEqual(waits.map((_, i) => [i, 0xff]))
  })

  test('that a meter answers with what does not go over IP fail, and the tunnel goes on', async () => {
    const gate = await gateFor()
    await dialTo(gate, { onRequest: async ({ ecc, lsdu }) => ({ dsap: lsdu[0]!, ecc, lsdu }) })
    const ask = (dsap: number) => gate.request('C1', request(dsap), { timeoutMs: 60_000 })
    await expect(ask(7)).rejects.toMatchObject({ name: 'TransportError' })
    expect(await ask(1)).toMatchObject({ dsap: 1 })
  })

  test('that the meter does not answer fail, and so do those that take too long', async () => {
    const gate = await gateFor()
    await dialTo(gate, { onRequest: async ({ lsdu }) => (lsdu[0] === 1 ? undefined : new Promise(() => {})) })
    const ask = (which: number) => gate.request('C1', request(which), { timeoutMs: 50 })
    await expect(ask(1)).rejects.toMatchObject({ name: 'TransportError', code: 'timeout' })
    await expect(ask(2)).rejects.toMatchObject({ code: 'timeout' })
  })

  test('have their whole time once the line is theirs: what another before them takes does not count', async () => {
    const gate = await gateFor()
    const started = Promise.withResolvers<void>()
    const answers = new Map<number, () => void>()
    await dialTo(gate, {
      onRequest: ({ dsap, ecc, lsdu }) =>
        new Promise(resolve => {
          answers.set(lsdu[0]!, () => resolve({ dsap, ecc, lsdu }))
          if (answers.size === 3) started.resolve()
        }),
    })
    const ended: string[] = []
    const ask = async (which: number, timeoutMs: number) => {
      await gate.request('C1', request(which), { timeoutMs }).then(
        () => ended.push(`${which} answered`),
        ({ code }) => ended.push(`${which} ${code}`),
      )
    }
    const first = ask(1, 300)
    // The last has a millisecond, which would be over long before that of the first is.
    const others = [ask(2, 60_000), ask(3, 1)]
    await started.promise
    await first
    expect(ended).toEqual(['1 timeout'])
    answers.get(2)!()
    await Promise.all(others)
    expect(ended).toEqual(['1 timeout', '2 answered', '3 timeout'])
  })

  test('that are no longer awaited are given up at the other end', async () => {
    const gate = await gateFor()
    let givenUp = 0
    await dialTo(gate, {
      onRequest: (_, signal) =>
        new Promise(resolve => {
          signal.addEventListener('abort', () => {
            givenUp++
            resolve(undefined)
          })
        }),
    })
    const controller = new AbortController()
    const asked = gate.request('C1', request(1), { timeoutMs: 60_000, signal: controller.signal })
    controller.abort(new Error('the operator has gone'))
    await expect(asked).rejects.toThrow('the operator has gone')
    await until(() => givenUp === 1)
  })

  test('fail when the concentrator has not called, or its connection breaks', async () => {
    const gate = await gateFor()
    await expect(gate.request('C1', request(1), { timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'unreachable',
    })
    const dialer = await dialTo(gate, { onRequest: () => new Promise(() => {}) })
    const asked = gate.request('C1', request(1), { timeoutMs: 60_000 })
    await dialer.close()
    await expect(asked).rejects.toMatchObject({ code: 'closed' })
    expect(gate.has('C1')).toBe(false)
  })
})

describe('a tunnel', () => {
  test('is made again when it breaks', async () => {
    const gate = await gateFor()
    const states: string[] = []
    await dialTo(gate)
    // Another under the same name takes its place; the first comes back and takes it again.
    const other = new TunnelDialer({
      place: { host, port: gate.port },
      concentrator: 'C1',
      credential: 'right',
      onRequest: async () => undefined,
      onState: state => states.push(state),
    })
    await until(() => states.includes('down'))
    await other.close()
    expect(states).toEqual(['up', 'down'])
    expect([...(await gate.request('C1', request(3), { timeoutMs: 60_000 })).lsdu]).toEqual([3])
  })

  test('is opened to concentrators that authenticate', async () => {
    const gate = await gateFor({ signInTimeoutMs: 100 })
    for (const line of [
      'FERRARIS-G2/1 C1 wrong\n',
      'FERRARIS-G2/1 C9 right\n',
      'GET / HTTP/1.1\r\n',
      'x'.repeat(300),
      '',
    ]) {
      const socket = connect(gate.port, host)
      socket.on('error', () => {})
      let said = ''
      socket.on('data', octets => {
        said += octets
      })
      socket.write(line)
      await new Promise<void>(resolve => socket.once('close', () => resolve()))
      expect(said, line).toBe('')
    }
  })

  test('ends where octets come that are no SMITP/IP', async () => {
    const gate = await gateFor()
    const socket = connect(gate.port, host)
    socket.on('error', () => {}).resume()
    socket.write('FERRARIS-G2/1 C1 right\nGET / HTTP/1.1\r\n\r\n')
    await new Promise<void>(resolve => socket.once('close', () => resolve()))
    expect(gate.has('C1')).toBe(false)
  })

  test('uc IF-G2 over TLS is proved by certificates, and away from loopback there is no other', async () => {
    const gate = await gateFor({ tls: serverCertificate })
    const dialer = new TunnelDialer({
      place: { host: 'localhost', port: gate.port },
      tls: concentratorCertificate,
      concentrator: 'C1',
      onRequest: async ({ dsap, ecc, lsdu }) => ({ dsap, ecc, lsdu }),
    })
    open.push(dialer)
    await until(() => gate.has('C1'))
    expect([...(await gate.request('C1', request(7), { timeoutMs: 60_000 })).lsdu]).toEqual([7])
    const place = { host: '10.0.0.1', port: 1 }
    expect(() => new TunnelDialer({ place, concentrator: 'C1', onRequest: async () => undefined })).toThrow(
      'certificate',
    )
  })
})

describe('Original-SMITP over IP', () => {
  test('uc K-19 a concentrator that knows no sign-in is known by its certificate, at a door of its own', async () => {
    const gate = await gateFor({ tls: serverCertificate })
    const port = await gate.open({ port: 0, signIn: 'certificate' })
    const dialer = new TunnelDialer({
      place: { host: 'localhost', port },
      tls: concentratorCertificate,
      concentrator: 'C1',
      signIn: 'certificate',
      onRequest: async ({ dsap, ecc, lsdu }) => ({ dsap, ecc, lsdu }),
    })
    open.push(dialer)
    await until(() => gate.has('C1'))
    expect([...(await gate.request('C1', request(7), { timeoutMs: 60_000 })).lsdu]).toEqual([7])
  })

  test('without TLS there is no such door, and a certificate of another name opens none', async () => {
    const plain = await gateFor()
    await expect(plain.open({ port: 0, signIn: 'certificate' })).rejects.toMatchObject({
      code: 'tls-required',
    })
    const asked: string[] = []
    const gate = await gateFor({
      tls: serverCertificate,
      authenticate: async id => {
        asked.push(id)
        return false
      },
    })
    const port = await gate.open({ port: 0, signIn: 'certificate' })
    const socket = connectTls({ host: 'localhost', port, ...concentratorCertificate }).on('error', () => {})
    await new Promise(resolve => socket.once('close', resolve))
    expect(asked).toEqual(['C1'])
    expect(gate.has('C1')).toBe(false)
  })

  test('a concentrator whose certificate is refused is not connected', async () => {
    let calls = 0
    const gate = await gateFor({
      tls: serverCertificate,
      authenticate: async () => {
        calls++
        return false
      },
    })
    const port = await gate.open({ port: 0, signIn: 'certificate' })
    const states: string[] = []
    const dialer = new TunnelDialer({
      place: { host: 'localhost', port },
      tls: concentratorCertificate,
      concentrator: 'C1',
      signIn: 'certificate',
      onRequest: async () => undefined,
      onState: state => states.push(state),
      // The shortest waits.
      random: () => 0,
    })
    open.push(dialer)
    await until(() => calls >= 3)
    expect(states).toEqual(['down'])
  })
})

describe('DLMS through a tunnel', () => {
  const register = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }
  const conformance = conformanceOf('get', 'multiple-references', 'block-transfer-with-get-or-read')
  const settings: ServerSettings = {
    systemTitle: fromHex('4645520000000001'),
    conformance,
    maxReceivePduSize: 200,
    maxRequestLength: 10_000,
    associations: new Map([[16, { authentication: { mechanism: 'lowest' } }]]),
    device: {
      get: () => encodeData(data.octets(new Uint8Array(5000).fill(7))),
      set: () => 'read-write-denied',
      action: () => ({ result: 'object-undefined' }),
    },
    random: length => new Uint8Array(length),
  }

  /** A meter behind the concentrator, which passes octets on and understands none. */
  function meter(): TunnelDialerOptions['onRequest'] {
    let state = createServer(16)
    return async ({ dsap, ecc, lsdu }) => {
      const { server, client, apdu } = decodeCosem(lsdu)
      const [next, outputs] = stepServer(settings, state, apdu)
      state = next
      const sent = outputs.find(output => output.kind === 'send')
      return sent && { dsap, ecc, lsdu: encodeCosem({ server, client, apdu: sent.apdu }) }
    }
  }

  const session = async (gate: TunnelGate, frames: Frame[] = []) => {
    const place = { concentrator: 'C1', aca, client: 16, server: 1 }
    const link = await openTunnelLink(gate, place, { timeoutMs: 5000, onFrame: frame => frames.push(frame) })
    return await DlmsSession.open(link, {
      timeoutMs: 5000,
      settings: {
        authentication: { mechanism: 'none' },
        proposedConformance: conformance,
        maxReceivePduSize: 200,
        maxResponseLength: 1_000_000,
      },
    })
  }

  test('associates, reads what is longer than a message of the line, and releases', async () => {
    const gate = await gateFor()
    await dialTo(gate, { onRequest: meter() })
    const frames: Frame[] = []
    const opened = await session(gate, frames)
    const [result] = await opened.get(register)
    expect(result).toEqual({ kind: 'data', data: settings.device.get(register as never, undefined as never) })
    await opened.release()
    expect(frames.length).toBeGreaterThan(40)
    expect(frames.every(({ octets }) => octets.length < 220)).toBe(true)
  })

  test('ends with the tunnel', async () => {
    const gate = await gateFor()
    const answer = meter()
    let asked = 0
    const dialer = await dialTo(gate, {
      onRequest: (...all) => (asked++ === 0 ? answer(...all) : new Promise(() => {})),
    })
    const opened = await session(gate)
    const read = opened.get(register)
    await until(() => asked === 2)
    await dialer.close()
    await expect(read).rejects.toMatchObject({ code: 'closed' })
  })
})
