import { axdr, decode, rest, sequence } from '@ferraris/codec'
import { type Layer, ownPassage, type Passage, passageOf } from '@ferraris/codec/dissect'
import { authenticatedNack, plainTwin } from '../application/attribute.ts'
import { dateTime, dateTimeOf } from '../application/date-time.ts'
import { message } from '../application/messages.ts'
import { cosemMessage } from '../cosem/cosem.ts'
import { type Aca, type Address, isSection } from '../mac/address.ts'
import { dsaps, type Lsap } from '../mac/lsap.ts'
import { networkMessage } from '../network/messages.ts'
import { refusal } from '../security/refusal.ts'
import type { Ciphering } from '../security/security.ts'
import { segmentedLsdu } from '../segmentation/segment.ts'
import type { Context } from './context.ts'
import { explainRows, writesSecrets } from './row-layers.ts'
import { counterStated, unseal } from './unseal.ts'

/** What the frame around an LSDU gives. */
interface Circumstances extends Lsap {
  readonly segmented: boolean
  /** The meter that sends or receives it. */
  readonly meter: Address | undefined
}

/** Takes an LSDU apart: network management, DLMS, or a message in clear or authenticated. */
export function explainLsdu(context: Context, passage: Passage, about: Circumstances): void {
  if (about.segmented) explainSegment(context, passage, about)
  else if (about.dsap === dsaps.networkManagement && passage.from === passage.to) {
    context.layerOver('network management', sequence('confirmation', {}), passage).layer.summary =
      'a confirmation: the answer has come'
  } else if (about.dsap === dsaps.networkManagement) {
    context.message =
      told(context.layerOver('network management', networkMessage, passage)) ?? context.message
  } else if (about.dsap === dsaps.cosem) {
    explainCosem(context, passage)
  } else if (about.dsap === dsaps.application) {
    explainApplication(context, passage, about)
  } else {
    const { layer } = context.layerOver('lsdu', sequence('LSDU', { data: rest }), passage)
    layer.summary = `DSAP ${about.dsap}, which has no public meaning`
  }
}

function explainSegment(context: Context, passage: Passage, about: Circumstances): void {
  const { layer, value } = context.layerOver('segment', segmentedLsdu, passage)
  if (value === undefined) return
  if (value.kind === 'receipt') {
    layer.summary = `receipt for message ${value.message}`
    return
  }
  const { message, number, more, data } = value
  layer.summary = `segment ${number} of message ${message}${more ? '' : ', the last'}`
  // One that is first and last is the whole message; any other is a piece of it.
  if (number === 0 && !more) explainLsdu(context, passageOf(passage, data), { ...about, segmented: false })
}

function explainCosem(context: Context, passage: Passage): void {
  const { layer, value } = context.layerOver('cosem', cosemMessage, passage)
  if (value === undefined) return
  layer.summary = 'a DLMS APDU'
  context.message = value
}

function explainApplication(context: Context, passage: Passage, about: Circumstances): void {
  const attribute = passage.from < passage.to ? passage.octets[passage.from] : undefined
  if (attribute === authenticatedNack) explainRefusal(context, passage, about)
  else if (attribute !== undefined && plainTwin(attribute) !== undefined)
    explainSealed(context, passage, about)
  else explainMessage(context, passage, about)
}

function explainMessage(context: Context, passage: Passage, about: Circumstances): void {
  const opened = context.layerOver('message', message, passage)
  const value = told(opened)
  if (value === undefined) return
  if (writesSecrets(value)) {
    conceal(opened.layer)
    return
  }
  context.message = value
  explainRows(context, passage, value)
  if (value.kind === 'challenge.response') stateCounter(context, opened.layer, about, 'ctr-read', value.proof)
}

/** Deciphered keys are not shown. */
function conceal(layer: Layer): void {
  layer.fields = []
  delete layer.hex
  layer.summary = `${layer.summary}; its keys are not shown`
}

/** The fields of an authenticated message as far as they show without a key. */
const sealed = sequence('authenticated message', { attribute: axdr.unsigned8, ciphered: rest })

function explainSealed(context: Context, passage: Passage, { ecc, meter }: Circumstances): void {
  const { layer } = context.layerOver('authenticated message', sealed, passage)
  if (ecc === 'none') {
    context.fault(layer, 'attribute', layer.from, 'an authenticated message under ECC 0, which names no key')
    return
  }
  if (context.keys.length === 0) {
    layer.summary = 'ciphered; give its keys and the counter to see the content'
    return
  }
  const lsdu = passage.octets.subarray(passage.from, passage.to)
  const opened = unseal(context.keys, absolute(meter), ecc, lsdu)
  if (opened === undefined) {
    const remedy = 'check the keys, the address of the meter, and the counter (lmon)'
    context.fault(layer, 'ciphered', layer.from + 1, `no key opens it; ${remedy}`)
    return
  }
  layer.summary = `${opened.direction}, ${opened.mode}, counter ${opened.mon}, TMAC valid`
  explainMessage(context, ownPassage(opened.lsdu), { dsap: dsaps.application, ecc, meter, segmented: false })
  explainDateTime(context, opened.dateTime)
}

function explainDateTime(context: Context, octets: Uint8Array): void {
  if (octets.every(octet => octet === 0)) return
  const { layer } = context.layerOver('date-time', dateTime, ownPassage(octets))
  layer.summary = new Date(decode(dateTimeOf, octets)).toISOString()
}

/** An authenticated NACK with its ATTR. */
const sealedRefusal = sequence('refusal', { attribute: axdr.unsigned8, refusal })

function explainRefusal(context: Context, passage: Passage, about: Circumstances): void {
  const { layer, value } = context.layerOver('refusal', sealedRefusal, passage)
  if (value !== undefined && about.ecc !== 'none')
    stateCounter(context, layer, about, about.ecc, value.refusal.proof)
}

function stateCounter(
  context: Context,
  layer: Layer,
  { meter }: Circumstances,
  ecc: Ciphering,
  proof: Uint8Array,
): void {
  const lmon = counterStated(context.keys, absolute(meter), ecc, proof)
  const about =
    lmon === undefined ? 'give the keys to see it' : `${lmon}, if proof and request belong together`
  layer.summary = `${layer.summary ?? 'refused'}; the meter's counter: ${about}`
}

/** Names a layer after its message; gives the message. */
function told<T extends { kind: string }>({
  layer,
  value,
}: {
  layer: Layer
  value: T | undefined
}): T | undefined {
  if (value !== undefined) layer.summary = value.kind
  return value
}

function absolute(address: Address | undefined): Aca | undefined {
  return address === undefined || isSection(address) ? undefined : address
}
