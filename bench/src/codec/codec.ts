import { DecodeError, Reader, Writer } from '@ferraris/bytes'
import { type Columns, type ColumnToEncode, decodeColumns, encodeColumns } from '@ferraris/cosem/profile'
import { apduTags } from '@ferraris/dlms/apdu'
import { SuiteKeys } from '@ferraris/dlms/security'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { askPeer, installedPeers, type PeerFigures } from '../measure/peers.ts'
import { perSecond } from '../measure/per-second.ts'
import { checkColumns, day, quarterHourKinds, rome } from './day-profile.ts'

/** How fast one core takes apart and puts together the protected load profile of a day. */
interface CodecFigures {
  readonly bench: 'codec'
  readonly machine: Machine
  /** Octets of the profile alone, and of the protected message around it. */
  readonly profileOctets: number
  readonly messageOctets: number
  readonly decodesPerSecond: number
  readonly encodesPerSecond: number
  /** The cipher of the runtime alone, over as many octets: the ceiling. */
  readonly decryptsPerSecond: number
  readonly encryptsPerSecond: number
  /** Other stacks with the same message, in the same minutes. */
  readonly peers: readonly PeerFigures<'decodesPerSecond' | 'encodesPerSecond'>[]
}

const systemTitle = Buffer.from('FER00001')
const authenticatedAndEncrypted = 0x30
const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'
const keys = new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex'))

/** Data-Notification without a time of its own (IEC 62056-5-3, 9.5): tag, long-invoke-id, an empty date-time. */
const notificationHead = Uint8Array.of(apduTags['data-notification'], 0x40, 0, 0, 1, 0)

/** The profile as a meter pushes it: data-notification in general-glo-ciphering, authenticated and encrypted. */
function encodeMessage(columns: readonly ColumnToEncode[], counter: number): Uint8Array {
  const profile = encodeColumns(columns, rome)
  const plain = new Uint8Array(notificationHead.length + profile.length)
  plain.set(notificationHead)
  plain.set(profile, notificationHead.length)
  const content = keys.protect(authenticatedAndEncrypted, systemTitle, counter, plain)
  return new Writer(content.length + 16)
    .u8(apduTags['general-glo-ciphering'])
    .u8(systemTitle.length)
    .bytes(systemTitle)
    .u8(0x82)
    .u16(content.length)
    .bytes(content)
    .finish()
}

/** The message's columns; throws for anything but what it must be. */
function decodeMessage(message: Uint8Array): Columns {
  const reader = new Reader(message)
  if (reader.u8() !== apduTags['general-glo-ciphering'])
    throw new DecodeError('unexpected', 0, 'another APDU')
  const title = reader.take(reader.u8())
  if (reader.u8() !== 0x82) throw new DecodeError('unexpected', reader.offset, 'another form of length')
  const { plaintext } = keys.unprotect(title, reader.take(reader.u16()))
  if (plaintext[0] !== notificationHead[0] || plaintext[5] !== 0) {
    throw new DecodeError('unexpected', 0, 'another notification')
  }
  return decodeColumns(plaintext.subarray(notificationHead.length), { zone: rome, kinds: quarterHourKinds })
}

/** Measures one core for some seconds, then as long each peer. */
export async function benchCodec(seconds = 2): Promise<CodecFigures> {
  const message = encodeMessage(day, 1)
  checkColumns(day, decodeMessage(message))
  const profile = encodeColumns(day, rome)
  const content = keys.protect(authenticatedAndEncrypted, systemTitle, 1, profile)
  let counter = 1
  const own = {
    profileOctets: profile.length,
    messageOctets: message.length,
    decodesPerSecond: perSecond(seconds, () => decodeMessage(message)),
    encodesPerSecond: perSecond(seconds, () => encodeMessage(day, ++counter)),
    decryptsPerSecond: perSecond(seconds, () => keys.unprotect(systemTitle, content)),
    encryptsPerSecond: perSecond(seconds, () =>
      keys.protect(authenticatedAndEncrypted, systemTitle, ++counter, profile),
    ),
  }
  const task = { bench: 'codec', seconds, message: Buffer.from(message).toString('hex'), guek, gak }
  const peers: CodecFigures['peers'][number][] = []
  for (const peer of installedPeers()) peers.push(await askPeer(peer, task))
  return { bench: 'codec', machine: machine(), ...own, peers }
}

/** The figures for people. */
export function describeCodec(figures: CodecFigures): string {
  return describeFigures('codec, one core', figures.machine, [
    [`decode and decrypt a day of 96 × 3 (${figures.messageOctets} octets)`, rate(figures.decodesPerSecond)],
    ['encode and encrypt it', rate(figures.encodesPerSecond)],
    ['cipher alone, decrypt', rate(figures.decryptsPerSecond)],
    ['cipher alone, encrypt', rate(figures.encryptsPerSecond)],
    ...figures.peers.map(it => [it.peer, peerText(it)] as const),
  ])
}

function peerText(figures: CodecFigures['peers'][number]): string {
  if ('failure' in figures) return figures.failure
  const { decodesPerSecond, encodesPerSecond } = figures
  const text = (value: number | undefined) => (value === undefined ? 'cannot' : rate(Math.round(value)))
  return `decode ${text(decodesPerSecond)}, encode ${text(encodesPerSecond)}`
}
