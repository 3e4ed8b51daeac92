import { fromHex } from '@ferraris/bytes'
import {
  countersTopic,
  decodeCounters,
  decodeFrame,
  encodeCounters,
  encodeFrame,
  type Frame,
  frameLayouts,
  openAssociation,
  openFrame,
  openWindow,
  parseCountersTopic,
  readLayouts,
  receive,
  sealAssociation,
  sealFrame,
} from '@ferraris/chain2'
import { chain2Dissector } from '@ferraris/chain2/explain'
import { SuiteKeys } from '@ferraris/dlms/security'
import { ofText, type Target, texts } from '../target.ts'

const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'
const initialKey = fromHex(gak)
const keys = new SuiteKeys(fromHex(guek), fromHex(gak))
const systemTitle = fromHex('4d4d4d0000bc614e')

/** A buffer of each layout, its octets rising: every one is a frame. */
const buffers = frameLayouts.layouts.map(({ template, fields }) => {
  const lengths = { 'date-time': 12, date: 5, unsigned: 1, integer: 1, long: 2, 'long-unsigned': 2 }
  const contents = fields.flatMap(({ type, longest = 16 }) =>
    type === 'visible-string'
      ? [longest, ...Array<number>(longest).fill(0x41)]
      : Array.from({ length: lengths[type as keyof typeof lengths] ?? 4 }, (_, i) => i + 1),
  )
  return Uint8Array.of(template, ...contents)
})
const event: Frame = {
  frame: 22,
  eventType: 4,
  eventTime: 1_795_219_200,
  eventCount: 7,
  power: 3400,
  availablePower: 3300,
  countdown: 120,
}
const sealed = [...buffers, encodeFrame(event)].map((buffer, i) =>
  sealFrame(buffer, { systemTitle, keys, counter: 100 + i }),
)
const association = sealAssociation(
  {
    pod: 'IT001E01524052',
    encryptionKey: fromHex(guek),
    authenticationKey: initialKey,
    firstCounter: 100,
    profile: 7,
    gap: 300,
  },
  { systemTitle, initialKey, counter: 1 },
)
const counters = encodeCounters({
  duId: 'DU-1',
  smitpAddr: '464500000001',
  systemTitle: '4d4d4d0000bc614e',
  pod: 'IT001E01524052',
  meter: 'M2',
  fw: '1.0',
  days: [
    {
      day: '2026-11-30',
      instPower: 12,
      alerts: 0,
      loadCurve: 96,
      prodAvg: 96,
      prodInst: 3,
      powerLoss: false,
    },
  ],
})

/** A text that is no JSON is for the caller of `readLayouts` to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The customer channel: frames as they travel, what they hold, layout files and daily counters. */
export function chain2Targets(): Target[] {
  return [
    { name: 'chain2: compact buffer', decode: buffer => decodeFrame(buffer), seeds: buffers },
    { name: 'chain2: sealed frame', decode: apdu => openFrame(apdu, () => keys), seeds: sealed },
    {
      name: 'chain2: telegram at a device',
      decode: apdu => receive([{ systemTitle, keys, window: openWindow(100) }], apdu, 0),
      seeds: sealed,
    },
    {
      name: 'chain2: association frame',
      decode: apdu => openAssociation(apdu, initialKey),
      seeds: [association],
    },
    {
      name: 'chain2: layout file',
      decode: ofText(text => readLayouts(parsed(text))),
      seeds: texts(JSON.stringify({ name: frameLayouts.name, frames: frameLayouts.layouts.slice(0, 3) })),
      json: true,
    },
    { name: 'chain2: daily counters', decode: ofText(decodeCounters), seeds: texts(counters), json: true },
    {
      name: 'chain2: topic of counters',
      decode: ofText(parseCountersTopic),
      seeds: texts(countersTopic('provider', 'DU-1')),
    },
    ...['auto', ...chain2Dissector.transports].map(transport => ({
      name: `chain2: explain ${transport}`,
      decode: (octets: Uint8Array) =>
        chain2Dissector.explain(octets, { transport, keys: [{ guek, gak }, { initialKey: gak }] }),
      seeds: transport === 'buffer' ? buffers : [...sealed, association],
    })),
  ]
}
