import { createServer, type Server } from 'node:net'
import { fromHex, toHex } from '@ferraris/bytes'
import { decodeData } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { encodeReadout } from '@ferraris/iec62056-21'
import { layCable, socatIsHere } from '@ferraris/testing'
import { SerialPort } from 'serialport'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type DlmsService,
  type Frame,
  listenDlms,
  listenDlmsUdp,
  type MeterPlace,
  openDlms,
  parseReadoutUri,
  readOut,
  serveSerial,
} from './index.ts'
import { device, long, publicClient, register, securedClient } from './testing/device.fixture.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

function opened<T extends { close(): unknown }>(it: T): T {
  open.push(it)
  return it
}

function service(): DlmsService {
  return {
    server: 1,
    settings: device(4711),
    moreDevices: new Map([[2, device(4712)]]),
    behindGateway: (network, address) =>
      network === 3 && toHex(address) === '0a0b' ? new Map([[1, device(815)]]) : undefined,
    onFailure: error => {
      throw error
    },
  }
}

const local = { host: '127.0.0.1', port: 0, maxConnections: 4, idleTimeoutMs: 60_000 }
const line = { baud: 115_200, bits: 8, parity: 'none', stop: 1 } as const
const addresses = { client: 1, server: 1 }

const asleep = {
  identification: { manufacturer: 'FER', baudCharacter: '5', capabilities: '2', identification: 'FERRARIS1' },
  address: '',
  protocols: ['hdlc' as const],
  readout: () => new Uint8Array(),
}

/** A box that passes octets on between a network and a serial port. */
async function portServer(path: string): Promise<Server> {
  const serial = new SerialPort({ path, baudRate: 9600 })
  open.push({ close: () => new Promise(resolve => serial.close(resolve)) })
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', octets => serial.write(octets))
    const toSocket = (octets: Buffer) => void socket.write(octets)
    serial.on('data', toSocket)
    socket.on('close', () => serial.off('data', toSocket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return opened(server)
}

/** A meter on each medium, and how it is reached. */
const media: Record<string, () => Promise<MeterPlace>> = {
  'the wrapper over TCP': async () => {
    const { port } = opened(await listenDlms({ ...service(), ...local }))
    return { medium: 'tcp', host: '127.0.0.1', port, framing: 'wrapper', ...addresses }
  },
  'the wrapper over UDP': async () => {
    const { port } = opened(await listenDlmsUdp({ ...service(), ...local, maxPeers: 4 }))
    return { medium: 'udp', host: '127.0.0.1', port, framing: 'wrapper', ...addresses }
  },
  'HDLC over TCP': async () => {
    const { port } = opened(await listenDlms({ ...service(), ...local, framing: 'hdlc' }))
    return { medium: 'tcp', host: '127.0.0.1', port, framing: 'hdlc', ...addresses }
  },
  'HDLC over TCP, addresses of four octets, a window of 7, long frames': async () => {
    const { port } = opened(await listenDlms({ ...service(), ...local, framing: 'hdlc', physical: 300 }))
    const place = { medium: 'tcp', host: '127.0.0.1', port, framing: 'hdlc', ...addresses } as const
    return { ...place, physical: 300, info: 2030, window: 7 }
  },
  ...(socatIsHere() && {
    'HDLC over a serial port': async () => {
      const { ends, unplug } = await layCable()
      open.push({ close: unplug })
      opened(await serveSerial({ ...service(), path: ends[0], ...line, physical: 17 }))
      const place = { medium: 'serial', path: ends[1], ...line, framing: 'hdlc', ...addresses } as const
      return { ...place, physical: 17, addressOctets: 4 }
    },
    'HDLC over a serial port, opened in mode E': async () => {
      const { ends, unplug } = await layCable()
      open.push({ close: unplug })
      opened(await serveSerial({ ...service(), path: ends[0], ...line, opening: asleep }))
      const place = { medium: 'serial', path: ends[1], ...line, baud: 300, framing: 'hdlc' } as const
      return { ...place, ...addresses, opening: 'mode-e' }
    },
    'HDLC over a serial port, opened in mode E by address, at 2400 baud at most, by a meter that does not list it':
      async () => {
        const { ends, unplug } = await layCable()
        open.push({ close: unplug })
        const identification = { ...asleep.identification, capabilities: '' }
        const opening = { ...asleep, identification, address: '12345678' }
        opened(await serveSerial({ ...service(), path: ends[0], ...line, opening }))
        const place = { medium: 'serial', path: ends[1], ...line, baud: 300, framing: 'hdlc' } as const
        return { ...place, ...addresses, opening: 'mode-e', openingAddress: '12345678', openingBaud: 2400 }
      },
    'HDLC through a serial port server, opened in mode E': async () => {
      const { ends, unplug } = await layCable()
      open.push({ close: unplug })
      opened(await serveSerial({ ...service(), path: ends[0], ...line, opening: asleep }))
      const { port } = (await portServer(ends[1])).address() as { port: number }
      const place = { medium: 'tcp', host: '127.0.0.1', port, framing: 'hdlc' } as const
      return { ...place, ...addresses, opening: 'mode-e' }
    },
  }),
}

const options = { timeoutMs: 30_000 }

/** What a register at a place says. */
async function read(place: MeterPlace): Promise<unknown> {
  const session = await openDlms(place, { ...options, settings: publicClient })
  const [result] = await session.get(register)
  await session.release()
  return result?.kind === 'data' ? decodeData(result.data).value : result
}

describe.each(Object.entries(media))('over %s', (_, meter) => {
  test('a secured session reads short and long values, releases, and leaves the medium free', async () => {
    const place = await meter()
    for (let i = 0; i < 2; i++) {
      const counters = { next: i * 100, end: i * 100 + 100 }
      const session = await openDlms(place, { ...options, settings: securedClient(), counters })
      const results = await session.get(register, long)
      expect(results.map(result => (result.kind === 'data' ? result.data.length : result))).toEqual([5, 3004])
      await session.release()
    }
  })

  test('each client reaches the logical device that it names', async () => {
    const place = { ...(await meter()), client: 16 }
    expect(await read(place)).toBe(4711)
    expect(await read({ ...place, server: 2 })).toBe(4712)
    // A meter that has been woken stays awake for a while, and cannot be woken again.
    if (place.opening !== undefined) return
    const unanswered = openDlms({ ...place, server: 3 }, { timeoutMs: 60, settings: publicClient })
    await expect(unanswered).rejects.toMatchObject({ code: 'timeout' })
    expect(await read(place)).toBe(4711)
  })

  test('a meter behind a gateway is read through it', async () => {
    const place = { ...(await meter()), client: 16 }
    expect(await read({ ...place, gateway: { networkId: 3, physicalDevice: fromHex('0a0b') } })).toBe(815)
    const stranger = { ...place, gateway: { networkId: 3, physicalDevice: fromHex('0a0c') } }
    const unanswered = openDlms(stranger, { timeoutMs: 60, settings: publicClient })
    await expect(unanswered).rejects.toMatchObject({ code: 'timeout' })
  })

  test('frames can be looked at', async () => {
    const place = { ...(await meter()), client: 16 }
    const frames: Frame[] = []
    const onFrame = (frame: Frame) => frames.push(frame)
    const session = await openDlms(place, { ...options, settings: publicClient, onFrame })
    await session.close()
    const begin = place.opening ? /^(2f|06|7ea0)/ : place.framing === 'hdlc' ? /^7ea0/ : /^0001/
    for (const { octets } of frames) expect(toHex(octets)).toMatch(begin)
    expect(new Set(frames.map(({ direction }) => direction))).toEqual(new Set(['sent', 'received']))
  })
})

describe.skipIf(!socatIsHere())('a meter that reads itself out', () => {
  test('is read by address, on the port and through a serial port server', async () => {
    const { ends, unplug } = await layCable()
    open.push({ close: unplug })
    const block = encodeReadout([[{ address: '1-0:1.8.0', values: [{ value: '000123.4', unit: 'kWh' }] }]])
    const opening = { ...asleep, address: '12345678', readout: () => block }
    opened(await serveSerial({ ...service(), path: ends[0], ...line, opening }))
    const direct = await readOut(
      parseReadoutUri(`iec+serial://${ends[1]}?opening-address=12345678&opening-baud=2400`),
      options,
    )
    expect(direct).toMatchObject({
      identification: { manufacturer: 'FER' },
      sets: [{ obis: '1.0.1.8.0.255', values: [{ value: '000123.4', unit: 'kWh' }] }],
      faults: [],
    })
    const { port } = (await portServer(ends[1])).address() as { port: number }
    const { sets } = await readOut(parseReadoutUri(`iec+tcp://127.0.0.1:${port}`), options)
    expect(sets).toEqual(direct.sets)
  })
})

describe('an HDLC link', () => {
  test('to a silent place gives up; to a port that is gone, at once', async () => {
    const silent = opened(createServer(socket => socket.on('error', () => {})))
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const place = { medium: 'tcp', host: '127.0.0.1', port, framing: 'hdlc', ...addresses } as const
    const waiting = openDlms(place, { timeoutMs: 40, settings: publicClient })
    await expect(waiting).rejects.toMatchObject({ code: 'timeout' })
    const giveUp = new AbortController()
    const opening = openDlms(place, { ...options, settings: publicClient, signal: giveUp.signal })
    setTimeout(() => giveUp.abort(new Error('the day is over')), 5)
    await expect(opening).rejects.toThrow('the day is over')
    const nowhere = {
      medium: 'serial',
      path: '/dev/ttyNOWHERE',
      ...line,
      framing: 'hdlc',
      ...addresses,
    } as const
    await expect(openDlms(nowhere, { ...options, settings: publicClient })).rejects.toMatchObject({
      code: 'port-unusable',
    })
  })

  test.skipIf(!socatIsHere())('on a line with others answers for its own meter alone', async () => {
    const { ends, unplug } = await layCable()
    open.push({ close: unplug })
    const own = { ...service(), path: ends[0], ...line, physical: 17 }
    opened(await serveSerial(own))
    const place: MeterPlace = {
      medium: 'serial',
      path: ends[1],
      ...line,
      framing: 'hdlc',
      client: 16,
      server: 1,
    }
    const other = openDlms({ ...place, physical: 18 }, { timeoutMs: 60, settings: publicClient })
    await expect(other).rejects.toMatchObject({ code: 'timeout' })
    expect(await read({ ...place, physical: 17 })).toBe(4711)
  })

  test('carries what is sent in general block transfer, block by block', async () => {
    const all = conformanceOf('get', 'general-block-transfer')
    const settings = { ...device(1), conformance: all }
    const listener = opened(await listenDlms({ ...service(), ...local, settings, framing: 'hdlc' }))
    const place: MeterPlace = {
      medium: 'tcp',
      host: '127.0.0.1',
      port: listener.port,
      framing: 'hdlc',
      client: 16,
      server: 1,
    }
    const client = { ...publicClient, proposedConformance: all, maxReceivePduSize: 300 }
    const session = await openDlms(place, { ...options, settings: client })
    const [result] = await session.get(long)
    expect(result?.kind === 'data' && result.data.length).toBe(3004)
    await session.release()
  })

  test('that breaks in the middle of a session is reported', async () => {
    const listener = await listenDlms({ ...service(), ...local, framing: 'hdlc' })
    const place: MeterPlace = {
      medium: 'tcp',
      host: '127.0.0.1',
      port: listener.port,
      framing: 'hdlc',
      client: 16,
      server: 1,
    }
    const session = await openDlms(place, { ...options, settings: publicClient })
    const reading = session.get(long)
    await listener.close()
    await expect(reading).rejects.toMatchObject({ code: 'closed' })
  })
})
