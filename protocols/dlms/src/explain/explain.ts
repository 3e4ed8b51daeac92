import type { Fault, GivenKeys, Layer, Reading } from '@ferraris/codec/dissect'
import { messagesIn } from '../apdu-stream.ts'
import { awaitedBlock, type Context, isGeneral, missingBlock } from './context.ts'
import { detectTransport } from './detect.ts'
import { type ApduForm, DlmsFindings } from './findings.ts'
import { type KeySetInput, readKeySets } from './key-sets.ts'
import { explainBareApdu, explainData, explainLlc } from './transports/bare.ts'
import { explainHdlc } from './transports/hdlc.ts'
import { explainMbus } from './transports/mbus.ts'
import type { Explainer, Transport } from './transports/transport.ts'
import { explainWrapper } from './transports/wrapper.ts'

export interface ExplainOptions {
  /** Default `auto`: told by how the octets begin. */
  readonly transport?: Transport | 'auto'
  /** One set of keys, or several to try. */
  readonly keys?: KeySetInput | readonly (KeySetInput | GivenKeys)[] | undefined
}

/** A telegram taken apart. */
interface Explanation {
  readonly transport: Transport
  /** In the order in which one would peel them off; for people. */
  readonly layers: Layer[]
  /** Empty where there is no APDU, or none that could be decoded. */
  readonly apdus: ApduForm[]
  /** Of a bare Data. */
  readonly value?: unknown
  /** What names itself by a logical name, ready to use; empty if anything is wrong with the frame around it. */
  readonly values: Reading[]
  readonly errors: Fault[]
  /** Frames under the name of their transport, reassembled octets, unwrapped keys, validity of signatures. */
  [member: string]: unknown
}

const explainers: Readonly<Record<Transport, Explainer>> = {
  wrapper: explainWrapper,
  hdlc: explainHdlc,
  mbus: explainMbus,
  llc: explainLlc,
  apdu: explainBareApdu,
  data: explainData,
}

/**
 * Takes a telegram apart, layer by layer, as far as its octets and the keys allow. Never throws: whatever is wrong is in
 * `errors`, with layer, field, octet and what to try.
 */
export function explain(octets: Uint8Array, { transport = 'auto', keys }: ExplainOptions = {}): Explanation {
  const context = newContext(keys)
  if (octets.length === 0) {
    context.findings.fault('telegram', '', 0, 'there are no octets; give the telegram as hex')
    return explanation(context, transport === 'auto' ? 'apdu' : transport, {})
  }
  const actual = transport === 'auto' ? detectTransport(octets) : transport
  return explanation(context, actual, explainers[actual](context, octets))
}

/** APDUs of one conversation in the order in which they came, for example the blocks of a long one. */
export function explainApdus(list: readonly Uint8Array[], { keys }: ExplainOptions = {}): Explanation {
  const context = newContext(keys)
  const apdus = messagesIn(list).flatMap(octets => explainBareApdu(context, octets).apdus ?? [])
  return explanation(context, 'apdu', { apdus, ...missingAfterTwo(apdus) })
}

/** The numbers that a receiver of general blocks lacks once the first two have come: what it would ask for again. */
function missingAfterTwo(apdus: readonly ApduForm[]) {
  const numbers = apdus
    .slice(0, 2)
    .filter(({ apdu }) => apdu === 'general-block-transfer')
    .map(({ blockNumber }) => Number(blockNumber))
  if (numbers.length < 2) return undefined
  const upToLast = Array.from({ length: Math.max(...numbers) }, (_, i) => i + 1)
  return { missingAfterTwo: upToLast.filter(number => !numbers.includes(number)) }
}

export function newContext(keys: ExplainOptions['keys']): Context {
  const findings = new DlmsFindings()
  return {
    keySets: readKeySets(keys, findings),
    known: {},
    transfers: new Map(),
    segments: new Map(),
    findings,
  }
}

function explanation(context: Context, transport: Transport, carried: object): Explanation {
  noteMissingBlocks(context)
  const { layers, errors, readings, facts } = context.findings
  return {
    transport,
    layers,
    apdus: [],
    ...carried,
    ...facts,
    values: errors.length === 0 ? readings : [],
    errors,
  }
}

/** Notes the messages in blocks that have not come to their end. */
export function noteMissingBlocks({ transfers, findings }: Pick<Context, 'transfers' | 'findings'>): void {
  for (const [kind, transfer] of transfers) {
    const missing = isGeneral(kind) ? awaitedBlock(transfer) : missingBlock(transfer)
    if (missing === undefined) continue
    const message = `block ${missing} is missing, and awaited; give all blocks from the first to the last block`
    findings.fault('block transfer', 'blockNumber', 0, message)
  }
}

/** The explainer of one transport, for a context over several messages. */
export function explainerOf(transport: Transport): Explainer {
  return explainers[transport]
}
