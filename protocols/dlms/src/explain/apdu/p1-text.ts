import { toHex } from '@ferraris/bytes'
import type { Passage } from '@ferraris/codec/dissect'
import { readP1 } from '@ferraris/iec62056-21'
import { p1Readings } from '../../push/p1-readings.ts'
import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'

/** The text of a customer port P1 that came in place of an APDU, as meters in Luxembourg send it: a layer and its readings. */
export function p1Telegram({ findings }: Context, passage: Passage): ApduForm {
  const { octets, from, to, own } = passage
  const telegram = readP1(octets.subarray(from, to))
  const { identification, sets, crcValid, faults } = telegram
  const text = String.fromCharCode(...octets.subarray(from, to))
  let at = from
  const fields = text.split('\n').flatMap(line => {
    const begin = at
    at = Math.min(to, at + line.length + 1)
    const [address = ''] = line.split('(')
    return line.trim() === ''
      ? []
      : [{ name: address.trim(), from: begin, to: at, value: line.slice(address.length).trim() }]
  })
  const layer = {
    name: 'P1 telegram',
    from,
    to,
    summary: identification,
    fields,
    ...(own && { hex: toHex(octets) }),
  }
  findings.layers.push(layer)
  for (const fault of faults) findings.decodeFault(layer, fault, octets)
  findings.readings.push(...p1Readings(telegram))
  return { apdu: 'p1-telegram', identification, crcValid: crcValid ?? null, text, objects: sets }
}
