import { toHex } from '@ferraris/bytes'
import { encode, type Shape } from '@ferraris/codec'
import { decodeData, toVectorForm } from '@ferraris/cosem'
import { type Apdu, apduCodec } from '../../apdu/apdu.ts'
import { conformanceServices } from '../../apdu/association/conformance.ts'
import type { InvokeId } from '../../apdu/elements/invoke-id.ts'
import { type ConfirmedServiceError, confirmedServiceError, serviceErrorReason } from '../../apdu/errors.ts'
import type { ApduForm } from '../findings.ts'

/**
 * A plain APDU as JSON, read off its declaration: the form of `vectors/computed.json`. Values are those of the wire, octets
 * in hex, Data as `{ t, v }`; what the tables below list reads otherwise.
 */
export function plainForm({ apdu, value }: Apdu): ApduForm {
  const { shape } = apduCodec(apdu)
  const kind = shape.kind === 'choice' ? (value as { kind: string }).kind : apdu
  return { apdu: kind, ...(formOf(shape, value) as object) }
}

type Members = Readonly<Record<string, unknown>>
type Names = Readonly<Record<string, string>>

/** Fields with shorter names in JSON. */
const names: Names = {
  classId: 'class',
  instanceId: 'obis',
  attributeId: 'attribute',
  methodId: 'method',
  name: 'sn',
  accessSelection: 'access',
  accessSelector: 'selector',
  accessParameters: 'parameters',
  parameter: 'parameters',
  attributes: 'list',
  methods: 'list',
  responses: 'results',
  notificationBody: 'body',
  proposedQualityOfService: 'proposedQos',
  negotiatedQualityOfService: 'negotiatedQos',
  proposedDlmsVersionNumber: 'dlmsVersion',
  negotiatedDlmsVersionNumber: 'dlmsVersion',
  proposedConformance: 'conformance',
  negotiatedConformance: 'conformance',
  clientMaxReceivePduSize: 'maxReceivePduSize',
  serverMaxReceivePduSize: 'maxReceivePduSize',
}

/** Names that fields have in one sequence only. */
const namesWithin: Readonly<Record<string, Names>> = {
  'Data-Access-Result': { result: 'error' },
  ReadRequest: { specifications: 'list' },
  WriteRequest: { specifications: 'list' },
  InformationReportRequest: { currentTime: 'time', specifications: 'variables', values: 'data' },
}

/** Fields with members beside those of the sequence around them. */
const spread = new Set(['invokeIdAndPriority', 'attribute', 'method', 'dataBlock', 'response'])
/** The same, by the name of what a field holds. */
const spreadShapes = new Set(['DataBlock-G result'])

/** Optional fields that are left out where they are absent; of all others JSON says `null`. */
const omitted = new Set(['accessSelection', 'specifications', 'dateTimeTagged'])

/** Choices with a member `type` for the alternative: in all others its members tell. */
const typed = new Set(['Access-Request-Specification', 'Access-Response-Specification'])

/** Fields that read otherwise than their shape says. */
const fieldForms: Readonly<Record<string, (value: never) => unknown>> = {
  dateTime: hexOrNull,
  time: hexOrNull,
  currentTime: (text: Uint8Array) => String.fromCharCode(...text),
  longInvokeIdAndPriority: (word: number) => word.toString(16).padStart(8, '0'),
  proposedConformance: conformanceServices,
  negotiatedConformance: conformanceServices,
}

/** Shapes that read otherwise: hand-written leaves, and what is shown by its numbers. */
const shapeForms: Readonly<Record<string, (value: never) => unknown>> = {
  Data: (octets: Uint8Array) => toVectorForm(decodeData(octets)),
  'Invoke-Id-And-Priority': ({ id, confirmed, highPriority }: InvokeId) => ({
    invokeId: id,
    confirmed,
    highPriority,
  }),
  ConfirmedServiceError: confirmedErrorForm,
  Success: () => 'success',
}

function formOf(shape: Shape, value: unknown): unknown {
  const special = 'name' in shape && !holdsData(shape) ? shapeForms[shape.name] : undefined
  if (special !== undefined) return special(value as never)
  switch (shape.kind) {
    case 'octets':
      return toHex(value as Uint8Array)
    case 'optional':
      return value === undefined ? null : formOf(shape.of, value)
    case 'list':
      return (value as readonly unknown[]).map(item => formOf(shape.of, item))
    case 'sequence':
      return sequenceForm(shape, value as Members)
    case 'choice': {
      const { kind } = value as { kind: string }
      const alternative = shape.alternatives.find(([name]) => name === kind)
      const form = alternative && formOf(alternative[2], value)
      return typed.has(shape.name) ? { type: kind, ...(form as object) } : form
    }
    default:
      return value
  }
}

/** Sequences that hold one Data are named as it is: they are no leaf. */
function holdsData(shape: Shape): boolean {
  return shape.kind === 'sequence' && shape.name === 'Data'
}

function sequenceForm({ name, fields }: Extract<Shape, { kind: 'sequence' }>, value: Members): Members {
  const form: Record<string, unknown> = {}
  // The number alone, without the flags beside it, names a notification.
  if (name.startsWith('Data-Notification')) {
    form.longInvokeId = Number(value.longInvokeIdAndPriority) & 0xffffff
  }
  for (const [field, of] of fields) {
    const member = value[field]
    if (!member && omitted.has(field)) continue
    const special = member === undefined ? undefined : fieldForms[field]
    const shown = special === undefined ? formOf(of, member) : special(member as never)
    if (spread.has(field) || ('name' in of && spreadShapes.has(of.name))) Object.assign(form, shown)
    else form[namesWithin[name]?.[field] ?? names[field] ?? field] = shown
  }
  return form
}

function hexOrNull(octets: Uint8Array): string | null {
  return octets.length === 0 ? null : toHex(octets)
}

/** Its three numbers as they stand in the octets, and the last two in words. */
function confirmedErrorForm(value: ConfirmedServiceError) {
  const [service, serviceError, code] = encode(confirmedServiceError, value)
  const { error } = value
  return { service, serviceError, value: code, errorType: error.kind, error: serviceErrorReason(error) }
}
