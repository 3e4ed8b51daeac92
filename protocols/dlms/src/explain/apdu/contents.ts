import { toHex } from '@ferraris/bytes'
import { annotate } from '@ferraris/codec'
import { layerFields } from '@ferraris/codec/dissect'
import { dataCodec, decodeData, decodeDateTime, formatDateTime, toVectorForm } from '@ferraris/cosem'
import type { Apdu } from '../../apdu/apdu.ts'
import { readingsOf } from '../../push/readings.ts'
import { type Context, takeBlock } from '../context.ts'
import { fieldWords } from '../field-words.ts'

/** Notes the values of notifications that name them. */
export function noteReadings({ findings }: Context, apdu: Apdu): void {
  if (apdu.apdu !== 'data-notification') return
  const { dateTime, notificationBody } = apdu.value
  const time = dateTime.length === 12 ? formatDateTime(decodeDateTime(dateTime)) : null
  findings.readings.push(...readingsOf(decodeData(notificationBody), time))
}

interface Block {
  readonly kind: string
  readonly number: number
  readonly last: boolean
  readonly octets: Uint8Array
}

/** Takes the block that an APDU carries; the last one shows the whole value. */
export function noteReassembled(context: Context, apdu: Apdu): void {
  const block = blockOf(apdu)
  const whole = block && takeBlock(context, block.kind, block.number, block.last, block.octets)
  if (whole === undefined) return
  const { findings } = context
  const { fields, value } = annotate(dataCodec, whole)
  findings.layers.push({
    name: 'reassembled value',
    from: 0,
    to: whole.length,
    fields: layerFields(fields, fieldWords),
    hex: toHex(whole),
  })
  // Lists of results and cut conversations are no single value.
  if (value === undefined) findings.facts.reassembledHex = toHex(whole)
  else findings.facts.reassembledValue = toVectorForm(value)
}

function blockOf({ apdu, value }: Apdu): Block | undefined {
  switch (apdu) {
    case 'get-response':
      if (value.kind !== 'get-response-with-datablock' || value.result.kind !== 'raw-data') return undefined
      return { kind: apdu, number: value.blockNumber, last: value.lastBlock, octets: value.result.rawData }
    case 'set-request':
    case 'action-request':
    case 'action-response':
      return 'dataBlock' in value
        ? {
            kind: apdu,
            number: value.dataBlock.blockNumber,
            last: value.dataBlock.lastBlock,
            octets: value.dataBlock.rawData,
          }
        : undefined
    case 'read-response': {
      const [result] = value.results
      if (value.results.length !== 1 || result?.kind !== 'data-block-result') return undefined
      return { kind: apdu, number: result.blockNumber, last: result.lastBlock, octets: result.rawData }
    }
    default:
      return undefined
  }
}
