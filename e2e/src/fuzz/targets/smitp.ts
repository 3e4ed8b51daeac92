import { fromHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { decodeMessage, encodeMessage } from '@ferraris/smitp'
import { decodeCosem, encodeCosem } from '@ferraris/smitp/cosem'
import { smitpDissector } from '@ferraris/smitp/explain'
import { openModem, openModemHost, stepModem, stepModemHost } from '@ferraris/smitp/host'
import { encodeIpMessage, IpDeframer } from '@ferraris/smitp/ip'
import { aca, decodeFrame, encodeFrame } from '@ferraris/smitp/mac'
import { decodeNetworkMessage } from '@ferraris/smitp/network'
import { encodeOptical, OpticalDeframer } from '@ferraris/smitp/optical'
import { decodePhy, encodePhy } from '@ferraris/smitp/phy'
import { protect, SmitpKey, unprotect } from '@ferraris/smitp/security'
import { profileBlock } from '@ferraris/smitp/tables'
import { inPieces, type Target } from '../target.ts'

const meter = aca('464500000001')
const k1 = 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'
const k2 = '000102030405060708090a0b0c0d0e0f'
const keys = [{ aca: meter, write: k1, read: k2, lmon: 42 }]
const security = {
  aca: meter,
  keys: { write: new SmitpKey(fromHex(k1)), read: new SmitpKey(fromHex(k2)) },
  mode: 'hardened',
} as const
const nonce = '000102030405060708090a0b0c0d0e0f'

const messages = [
  '02003f',
  '030000000000000001',
  '041001aabb',
  '0620010410',
  '08200105',
  '090102aabb0200',
  '0a200102aabb01cc',
  '1020ff',
  '120301',
  '163000f15365ffffffff',
  '170701aa',
  '1f200001215d00',
  '2a50000111',
  '65050001aa',
  `700001${nonce}`,
  'f90a04',
  'ff0304',
].map(fromHex)
const network = [
  '5a01550000',
  '5b46450000002a3e4901ffffff',
  '5e02550302',
  '5f0146450000002a3e4901ffffff',
  'f7003e4901',
].map(fromHex)
const dlms = encodeCosem({ client: 1, server: 1, apdu: fromHex('c001c100080000010000ff0200') })
const request = { direction: 'request', ecc: 'ctr-read', mon: 43n } as const
const sealed = protect(security, request, messages[0] ?? new Uint8Array(), fromHex('00f1536500000400'))

function frameOf(lsdu: Uint8Array, dsap: number, ecc: 'none' | 'ctr-read') {
  return encodeFrame({
    address: meter,
    route: [aca('464500000002')],
    discipline: 'RA2',
    control: { poll: true, response: false, segmented: false, bNode: false },
    dsap,
    ecc,
    lsdu,
  })
}
const profiles = [7, 300].map(step =>
  encode(
    profileBlock,
    Array.from({ length: 20 }, (_, i) => ({
      time: 1_795_219_200 + 900 * i,
      status: i % 5 === 0 ? 8 : 0,
      value: i * step,
    })),
  ),
)
function packed(symbols: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: Math.ceil(symbols.length / 8) }, (_, i) =>
    symbols.subarray(8 * i, 8 * i + 8).reduce((octet, symbol, bit) => octet | (symbol << (7 - bit)), 0),
  )
}
function unpacked(octets: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: 8 * octets.length },
    (_, i) => ((octets[i >> 3] ?? 0) >> (7 - (i & 7))) & 1,
  )
}

/** METERS AND MORE from the symbols of the line to the application, over IP, by light and between modem and host. */
export function smitpTargets(): Target[] {
  const frames = [
    ...messages.map(lsdu => frameOf(lsdu, 0, 'none')),
    ...network.map(lsdu => frameOf(lsdu, 1, 'none')),
  ]
  frames.push(frameOf(sealed, 0, 'ctr-read'), frameOf(dlms, 2, 'none'))
  const address = { source: 1, destination: 1, service: 'request', dsap: 0, aca: meter } as const
  const ip = [
    encodeIpMessage({ ...address, ecc: 'none', lsdu: messages[0] ?? sealed }),
    encodeIpMessage({ ...address, ecc: 'ctr-read', lsdu: sealed }),
  ]
  const optical = frames.map(encodeOptical)
  const symbols = frames.slice(0, 6).map(frame => packed(encodePhy(frame)))
  const host = ['3d3a050e00', '02404800', '0c1400e8030000fa00ff'].map(fromHex)
  const telegrams = [...frames, ...ip, ...optical, ...messages, ...network, ...host]
  return [
    { name: 'smitp: message', decode: decodeMessage, seeds: messages },
    { name: 'smitp: message of network management', decode: decodeNetworkMessage, seeds: network },
    { name: 'smitp: frame', decode: decodeFrame, seeds: frames },
    { name: 'smitp: DLMS message', decode: decodeCosem, seeds: [dlms] },
    {
      name: 'smitp: protected message',
      decode: octets => unprotect(security, request, octets),
      seeds: [
        sealed,
        protect(security, { ...request, direction: 'answer' }, encodeMessage({ kind: 'ack', attribute: 4 })),
      ],
    },
    {
      name: 'smitp: block of a profile',
      decode: octets => decode(profileBlock, octets),
      seeds: profiles,
    },
    { name: 'smitp: symbols', decode: octets => decodePhy(unpacked(octets)), seeds: symbols, weight: 0.05 },
    {
      name: 'smitp: stream over IP',
      decode: octets => {
        const deframer = new IpDeframer()
        inPieces(octets, piece => deframer.push(piece))
      },
      seeds: ip,
    },
    {
      name: 'smitp: stream of the optical port',
      decode: octets => {
        const deframer = new OpticalDeframer()
        inPieces(octets, piece => deframer.push(piece))
      },
      seeds: optical,
    },
    {
      name: 'smitp: modem and its host',
      decode: octets => {
        const input = { kind: 'octets', octets } as const
        stepModemHost(stepModemHost(openModemHost(), input, 7)[0], { kind: 'tick' }, 500)
        stepModem(stepModem(openModem(), input, 7)[0], { kind: 'tick' }, 500)
      },
      seeds: host,
    },
    ...['auto', ...smitpDissector.transports].map(transport => ({
      name: `smitp: explain ${transport}`,
      decode: (octets: Uint8Array) => smitpDissector.explain(octets, { transport, keys }),
      seeds: transport === 'phy' ? symbols : telegrams,
      ...(transport === 'phy' && { weight: 0.05 }),
    })),
    { name: 'smitp: detect', decode: octets => smitpDissector.detect(octets, keys), seeds: telegrams },
  ]
}
