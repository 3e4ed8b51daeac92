import {
  decodeFrame,
  encodeFrame,
  type Frame,
  openFrame,
  openWindow,
  receive,
  sealFrame,
} from '@ferraris/chain2'
import { SuiteKeys } from '@ferraris/dlms/security'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { perSecond } from '../measure/per-second.ts'

/** How fast one core makes and takes apart frames of Chain 2. */
interface Chain2Figures {
  readonly bench: 'chain2'
  readonly machine: Machine
  /** Octets of the frame as it travels. */
  readonly frameOctets: number
  readonly encodesPerSecond: number
  readonly decodesPerSecond: number
  /** With its receive window: replicas, replays. */
  readonly receptionsPerSecond: number
  readonly replicasPerSecond: number
}

const systemTitle = Uint8Array.of(0x46, 0x45, 0x52, 0, 0, 0, 0, 1)
const keys = new SuiteKeys(new Uint8Array(16).fill(1), new Uint8Array(16).fill(2))
const quarter: Frame = {
  frame: 1,
  messageTime: 1_795_219_277,
  measureTime: 1_795_219_200,
  tariff: 1,
  quarterEnergy: 120,
  previousQuarterEnergy: 110,
  power: 480,
  averagePower: 480,
  totalEnergy: 4_711_000,
}

export function benchChain2(seconds = 2): Chain2Figures {
  let counter = 1
  const seal = () => sealFrame(encodeFrame(quarter), { systemTitle, keys, counter: ++counter })
  const apdu = seal()
  const open = () => decodeFrame(openFrame(apdu, () => keys).buffer)
  if (JSON.stringify(open()) !== JSON.stringify(quarter)) throw new Error('the frame did not come back')
  const senders = [{ systemTitle, keys, window: openWindow() }]
  const [reception, heard] = receive(senders, apdu, 0)
  if (reception.kind !== 'fresh') throw new Error(`the frame was ${reception.kind}`)
  return {
    bench: 'chain2',
    machine: machine(),
    frameOctets: apdu.length,
    encodesPerSecond: perSecond(seconds, seal),
    decodesPerSecond: perSecond(seconds, open),
    receptionsPerSecond: perSecond(seconds, () => receive(senders, apdu, 0)),
    replicasPerSecond: perSecond(seconds, () => receive(heard, apdu, 5)),
  }
}

export function describeChain2(figures: Chain2Figures): string {
  return describeFigures('chain2, one core', figures.machine, [
    [`encode and encrypt a quarter (${figures.frameOctets} octets)`, rate(figures.encodesPerSecond)],
    ['decrypt and decode it', rate(figures.decodesPerSecond)],
    ['the same behind a receive window', rate(figures.receptionsPerSecond)],
    ['tell a replica', rate(figures.replicasPerSecond)],
  ])
}
