import { fromHex } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { decodeData } from '@ferraris/cosem'
import { anyApdu } from '@ferraris/dlms/apdu'
import { dlmsDissector, explainApdus, explainLine, explainSession } from '@ferraris/dlms/explain'
import { HdlcDeframer } from '@ferraris/dlms/hdlc'
import { encodeMbusFrames, MbusAssembler, MbusDeframer } from '@ferraris/dlms/mbus'
import { openNotification, PushAssembler, readDescribedPush, readPush } from '@ferraris/dlms/push'
import {
  issueCertificate,
  PrivateKey,
  readCertificate,
  readCertificateRequest,
  requestCertificate,
  SuiteKeys,
} from '@ferraris/dlms/security'
import { encodeWpdu, WrapperDeframer } from '@ferraris/dlms/wrapper'
import { apduFromXml, apduToXml } from '@ferraris/dlms/xml'
import { Random } from '@ferraris/testing'
import { inPieces, ofText, type Target, texts } from '../target.ts'
import { vectorOctets } from '../vectors.ts'

const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'
const keys = [{ guek, gak }]
const suiteKeys = new SuiteKeys(fromHex(guek), fromHex(gak))

const apdus = [
  'c001c100080000010000ff0200',
  'c401c10002020f00161e',
  'c401c1000600000000',
  'c101c100080000010000ff0200090c07e60101ff000000ff8000ff',
  'c301c100460000600a0aff01010f00',
  '601da109060760857405080101be10040e01000000065f1f0400001e1dffff',
  '6129a109060760857405080101a203020100a305a103020100be10040e0800065f1f0400001e1d04c800070',
  '0f00000001000202160001 03',
  '0f000000010006000003e8',
  'd8010100',
  '0e010601',
]
  .map(hex => hex.replace(/ /g, ''))
  .filter(hex => hex.length % 2 === 0)
  .map(fromHex)
const hdlc = [
  '7ea0070303938c117e',
  '7ea02a410883130413e6e7000f40000000000101020309060100010700ff06000024f402020f00161ba77f7e',
  '7ea023030002002373c0488180140502008006020080070400000001080400000001ce6a7e',
].map(fromHex)

/** Everything that DLMS/COSEM puts on a wire, and `explain` over all of it. */
export function dlmsTargets(): Target[] {
  const vectors = vectorOctets('dlms')
  const messages = [...apdus, ...vectors]
  const wpdus = messages.slice(0, 60).map(apdu => encodeWpdu({ source: 1, destination: 16, apdu }))
  const mbus = messages.slice(0, 40).map(apdu => Uint8Array.from(Buffer.concat(encodeMbusFrames(apdu))))
  const telegrams = [...wpdus, ...mbus, ...hdlc, ...messages]
  const pair = PrivateKey.generate(1, length => new Random(length).octets(length))
  const certificate = issueCertificate(
    {
      subject: '4645520000000001',
      publicKey: pair.publicKey,
      use: 'digital-signature',
      issuer: 'Ferraris Sub-CA',
      serialNumber: Uint8Array.of(1),
      notBefore: 0,
      notAfter: 4e12,
    },
    pair,
  )
  const transports = ['auto', ...dlmsDissector.transports]
  return [
    { name: 'dlms: APDU', decode: octets => decode(anyApdu, octets), seeds: messages },
    ...transports.map(transport => ({
      name: `dlms: explain ${transport}`,
      decode: (octets: Uint8Array) => dlmsDissector.explain(octets, { transport, keys }),
      seeds: telegrams,
    })),
    { name: 'dlms: detect', decode: octets => dlmsDissector.detect(octets, keys), seeds: telegrams },
    {
      name: 'dlms: explain APDUs one after the other',
      decode: octets => explainApdus([...pieces(octets)], { keys }),
      seeds: messages,
    },
    {
      name: 'dlms: explain a session over HDLC',
      decode: octets =>
        explainSession(
          [...pieces(octets)].map((piece, i) => ({ from: i % 2 === 0 ? 'client' : 'server', octets: piece })),
          'hdlc',
          { keys },
        ),
      seeds: [...hdlc, ...messages],
    },
    {
      name: 'dlms: explain a line of a collection',
      decode: ofText(text => explainLine(objectOf(text))),
      seeds: texts(
        ...messages.slice(0, 60).map(octets =>
          JSON.stringify({
            name: 'n',
            transport: 'apdu',
            frameHex: Buffer.from(octets).toString('hex'),
            keys: keys[0],
          }),
        ),
        JSON.stringify({
          framing: 'hdlc',
          messages: hdlc.map(octets => ({ from: 'client', hex: Buffer.from(octets).toString('hex') })),
        }),
      ),
      json: true,
    },
    {
      name: 'dlms: stream of HDLC frames',
      decode: octets => {
        const deframer = new HdlcDeframer()
        inPieces(octets, piece => deframer.push(piece))
      },
      seeds: hdlc,
    },
    {
      name: 'dlms: stream of WPDUs',
      decode: octets => {
        const deframer = new WrapperDeframer(4096)
        inPieces(octets, piece => deframer.push(piece))
      },
      seeds: wpdus,
    },
    {
      name: 'dlms: stream of M-Bus frames',
      decode: octets => {
        const deframer = new MbusDeframer()
        const assembler = new MbusAssembler()
        inPieces(octets, piece => {
          for (const frame of deframer.push(piece)) assembler.take(frame)
        })
      },
      seeds: mbus,
    },
    {
      name: 'dlms: notification',
      decode: octets => openNotification(octets, () => suiteKeys),
      seeds: messages,
    },
    {
      name: 'dlms: push in blocks',
      decode: octets => {
        const assembler = new PushAssembler(4096)
        for (const piece of pieces(octets)) assembler.push(piece)
      },
      seeds: messages,
    },
    {
      name: 'dlms: layout of a push',
      decode: octets => readPush(decodeData(octets), { time: undefined, systemTitle: undefined }),
      seeds: vectors.filter(([tag = 0]) => tag === 1 || tag === 2).concat([Uint8Array.of(2, 1, 17, 5)]),
    },
    { name: 'dlms: described attributes', decode: readDescribedPush, seeds: messages },
    { name: 'dlms: APDU to XML', decode: octets => apduToXml(octets), seeds: messages },
    {
      name: 'dlms: XML to APDU',
      decode: ofText(apduFromXml),
      seeds: texts(...apdus.slice(0, 5).map(octets => apduToXml(octets))),
    },
    {
      name: 'dlms: certificate request',
      decode: readCertificateRequest,
      seeds: [requestCertificate('meter', pair)],
      weight: 0.2,
    },
    { name: 'dlms: certificate', decode: readCertificate, seeds: [certificate], weight: 0.2 },
  ]
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Octets as several messages: their first octet says how long the first is. */
function* pieces(octets: Uint8Array): Generator<Uint8Array> {
  const first = octets.length > 8 ? (octets[0] ?? 0) % octets.length : octets.length
  yield octets.subarray(0, first)
  if (first < octets.length) yield octets.subarray(first)
  yield octets
}
