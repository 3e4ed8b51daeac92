import { connect } from 'node:net'
import { decodeData } from '@ferraris/cosem'
import { encodeIpMessage, IpDeframer } from '@ferraris/smitp/ip'
import { aca, encodeFrame } from '@ferraris/smitp/mac'
import { encodeOptical } from '@ferraris/smitp/optical'
import { SmitpKey } from '@ferraris/smitp/security'
import type { ClientCounter } from '@ferraris/smitp/session'
import { catalogue, commands } from '@ferraris/smitp/tables'
import { layCable, mutations, socatIsHere } from '@ferraris/testing'
import { concentratorCertificate, serverCertificate } from '@ferraris/testing/certificates'
import { afterEach, describe, expect, test } from 'vitest'
import {
  formatMeterUri,
  formatSmitpUri,
  listenSmitp,
  openDlms,
  openSerial,
  openSmitp,
  parseMeterUri,
  parseSmitpUri,
  serveOptical,
  type TlsIdentity,
} from '../index.ts'
import { long, register, securedClient } from '../testing/device.fixture.ts'
import { address, energies, keys, TableMeter } from '../testing/smitp-meter.fixture.ts'
import type { SmitpPlace } from './smitp-place.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})
function opened<T extends { close(): unknown }>(it: T): T {
  open.push(it)
  return it
}

const local = { host: '127.0.0.1', port: 0, maxConnections: 4, idleTimeoutMs: 60_000 }
const identification = {
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '4',
  identification: 'FERRARIS1',
}

/** A way to serve a meter, and how it is reached then. */
const media: Record<string, (meter: TableMeter) => Promise<SmitpPlace>> = {
  TCP: async service => {
    const { port } = opened(await listenSmitp({ service, ...local }))
    return { medium: 'tcp', host: '127.0.0.1', port, aca: address }
  },
  TLS: async service => {
    const { port } = opened(await listenSmitp({ service, ...local, tls: serverCertificate }))
    return { medium: 'tls', host: '127.0.0.1', port, aca: address }
  },
  ...(socatIsHere() && {
    'the optical port': async (service: TableMeter): Promise<SmitpPlace> => {
      const { ends, unplug } = await layCable()
      open.push({ close: unplug })
      opened(await serveOptical({ service, path: ends[0], identification }))
      return { medium: 'serial', path: ends[1], aca: address }
    },
  }),
}

function random(length: number) {
  return crypto.getRandomValues(new Uint8Array(length))
}

async function reach(
  place: SmitpPlace,
  { tls = concentratorCertificate as TlsIdentity, timeoutMs = 10_000 } = {},
) {
  const kept: ClientCounter[] = []
  const session = await openSmitp(place, {
    security: { aca: address, keys, mode: 'hardened' },
    random,
    timeoutMs,
    tls,
    keep: counter => void kept.push(counter),
  })
  return { session: opened(session), kept }
}

describe.each(Object.entries(media))('over %s', (_, serve) => {
  test('tables are read, commands carried out and refusals reported', async () => {
    const meter = new TableMeter()
    const { session, kept } = await reach(await serve(meter))
    expect(await session.row(catalogue.totals, 0)).toMatchObject(energies)
    const { openBreaker } = commands
    await session.request({ kind: 'command.request', command: openBreaker, parameters: new Uint8Array() })
    expect(meter.commands).toEqual([openBreaker])
    await expect(session.row(catalogue.identity, 0)).rejects.toMatchObject({ code: 'table-undefined' })
    expect(kept.at(-1)!.used).toBeGreaterThan(1000n)
  })

  test('a second session begins where the first has ended', async () => {
    const place = await serve(new TableMeter())
    for (let i = 0; i < 2; i++) {
      const { session } = await reach(place)
      expect(await session.row(catalogue.totals, 0)).toMatchObject(energies)
      await session.close()
    }
  })

  test('DLMS goes through the same way, long answers included', async () => {
    const { medium, ...place } = await serve(new TableMeter())
    const at = { ...place, framing: 'smitp', client: 1, server: 1 } as const
    const line = { baud: 300, bits: 8, parity: 'none', stop: 1, opening: 'mode-e' } as const
    const uri = {
      ...(medium === 'serial' ? { ...line, medium } : { medium }),
      ...at,
      auth: 'gmac',
    } as Parameters<typeof formatMeterUri>[0]
    expect(parseMeterUri(formatMeterUri(uri))).toEqual(uri)
    const counters = { next: 0, end: 1000 }
    const tls = concentratorCertificate
    const session = opened(
      await openDlms(uri, { settings: securedClient(), counters, timeoutMs: 20_000, tls }),
    )
    const [value, text] = await session.get(register, long)
    expect(value?.kind === 'data' && decodeData(value.data).value).toBe(4711)
    expect(text?.kind === 'data' && (decodeData(text.data).value as Uint8Array).length).toBe(3000)
    await session.release()
  })

  test('a meter with other keys is not believed, and none but the address is reached', async () => {
    const place = await serve(new TableMeter())
    const wrong = { write: keys.write, read: new SmitpKey(new Uint8Array(16)) }
    const session = await openSmitp(place, {
      security: { aca: address, keys: wrong, mode: 'hardened' },
      random,
      timeoutMs: 8000,
      tls: concentratorCertificate,
      keep: () => {},
    })
    await expect(opened(session).row(catalogue.totals, 0)).rejects.toThrow()
    await session.close()
    const other = aca('46450000002B')
    const stranger = await openSmitp(
      { ...place, aca: other },
      {
        security: { aca: other, keys, mode: 'hardened' },
        random,
        timeoutMs: 8000,
        tls: concentratorCertificate,
        keep: () => {},
      },
    )
    await expect(opened(stranger).row(catalogue.totals, 0)).rejects.toMatchObject({ name: 'TransportError' })
  })
})

test.runIf(socatIsHere())(
  'a command is repeated on the optical port after a lost answer and done once',
  async () => {
    const meter = new TableMeter()
    const { session } = await reach(await media['the optical port']!(meter))
    await session.row(catalogue.totals, 0)
    meter.silentFor = 1
    await session.request({ kind: 'command.request', command: 1, parameters: new Uint8Array() })
    expect(meter.commands).toEqual([1])
  },
)

test.runIf(socatIsHere())(
  'a meter at an optical port survives whatever comes, and wakes for the next client',
  async () => {
    const meter = new TableMeter()
    const { ends, unplug } = await layCable()
    open.push({ close: unplug })
    opened(await serveOptical({ service: meter, path: ends[0], identification }))
    const noise = opened(await openSerial({ path: ends[1], baud: 300, bits: 8, parity: 'none', stop: 1 }))
    const frame = encodeOptical(
      encodeFrame({
        address,
        route: [],
        discipline: 'RA7',
        dsap: 0,
        ecc: 'none',
        lsdu: Uint8Array.of(30),
        control: { poll: true, response: false, segmented: false, bNode: false, number: 1 },
      }),
    )
    for (const octets of mutations(9, [Uint8Array.from(Buffer.from('/?!\r\n')), frame], 400))
      noise.write(octets)
    await new Promise(resolve => setTimeout(resolve, 500))
    await noise.close()
    const { session } = await reach({ medium: 'serial', path: ends[1], aca: address }, { timeoutMs: 20_000 })
    expect(await session.row(catalogue.totals, 0)).toMatchObject(energies)
  },
)

test('nothing leaves before its counter has been kept', async () => {
  const meter = new TableMeter()
  const session = await openSmitp(await media.TCP!(meter), {
    security: { aca: address, keys, mode: 'hardened' },
    random,
    timeoutMs: 1000,
    keep: () => Promise.reject(new Error('disk full')),
  })
  const asked = () => opened(session).row(catalogue.totals, 0)
  await expect(asked()).rejects.toThrow('disk full')
  // Only challenges have been answered, in clear.
  expect(meter.requests).toBe(1)
  await expect(asked()).rejects.toThrow('disk full')
})

describe('TLS', () => {
  test('is demanded of both ends away from loopback', async () => {
    const place = { medium: 'tcp', host: '192.0.2.1', port: 54059, aca: address } as const
    await expect(reach(place)).rejects.toMatchObject({ code: 'tls-required' })
    const service = new TableMeter()
    await expect(listenSmitp({ service, ...local, host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'tls-required',
    })
  })

  test('a client without a certificate that the meter trusts gets nothing', async () => {
    const place = await media.TLS!(new TableMeter())
    const naked = { ca: serverCertificate.ca } as unknown as TlsIdentity
    const asked = reach(place, { tls: naked }).then(({ session }) => session.row(catalogue.totals, 0))
    await expect(asked).rejects.toMatchObject({ name: 'TransportError' })
  })
})

test('a listener survives whatever comes, and answers the next client', async () => {
  const meter = new TableMeter()
  const place = await media.TCP!(meter)
  if (place.medium !== 'tcp') throw new Error(place.medium)
  const message = encodeIpMessage({
    source: 7,
    destination: 0,
    service: 'request',
    dsap: 0,
    ecc: 'none',
    aca: address,
    lsdu: Uint8Array.of(30),
  })
  for (const octets of mutations(5, [message], 300)) {
    const socket = connect(place.port, place.host)
    socket.on('error', () => {})
    socket.end(octets)
    await new Promise(resolve => socket.once('close', resolve).resume())
  }
  const { session } = await reach(place)
  expect(await session.row(catalogue.totals, 0)).toMatchObject(energies)
})

test('a request for another meter is refused: it is not here', async () => {
  const place = await media.TCP!(new TableMeter())
  if (place.medium !== 'tcp') throw new Error(place.medium)
  const socket = connect(place.port, place.host)
  open.push({ close: () => socket.destroy() })
  const deframer = new IpDeframer()
  const lsdu = Uint8Array.of(30)
  const request = { source: 7, destination: 0, dsap: 0, ecc: 'none', lsdu } as const
  const answered = new Promise(resolve =>
    socket.on('data', octets => resolve(deframer.push(octets)[0]?.service)),
  )
  socket.write(encodeIpMessage({ ...request, service: 'request', aca: aca('46450000002B') }))
  expect(await answered).toBe('failure')
})

describe('the URI of a meter with tables', () => {
  test.each([
    'smitp+tcp://127.0.0.1:54059?device=FER00000042&aca=46450000002A&mode=hardened',
    'smitp+tls://meter.example:1?aca=46450000002A&mode=faithful',
    'smitp+serial:///dev/ttyUSB0?device=FER00000042&aca=46450000002A&mode=hardened',
  ])('%s is read and written', uri => {
    expect(formatSmitpUri(parseSmitpUri(uri))).toBe(uri)
  })

  test('needs no address where that follows from the serial number', () => {
    expect(parseSmitpUri('smitp+tcp://127.0.0.1?device=FER00000042')).toEqual({
      medium: 'tcp',
      host: '127.0.0.1',
      port: 54059,
      aca: '46450000002A',
      mode: 'hardened',
      device: 'FER00000042',
    })
  })

  test.each([
    ['scheme', 'smitp+udp://host?aca=46450000002A'],
    ['aca', 'smitp+tcp://host'],
    ['aca', 'smitp+tcp://host?device=7'],
    ['aca', 'smitp+tcp://host?aca=03450000002A'],
    ['host', 'smitp+tcp://?aca=46450000002A'],
    ['path', 'smitp+serial://?aca=46450000002A'],
    ['mode', 'smitp+tcp://host?aca=46450000002A&mode=soft'],
    ['client', 'smitp+tcp://host?aca=46450000002A&client=1'],
  ])('says that %s is at fault in %s', (parameter, uri) => {
    expect(() => parseSmitpUri(uri)).toThrow(`meter URI, ${parameter}: `)
  })
})
