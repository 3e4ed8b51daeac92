import { wrapperHeader, wrapperHeaderLength } from '../../wrapper.ts'
import type { ApduForm } from '../findings.ts'
import { explainMessage } from './bare.ts'
import type { Explainer } from './transport.ts'

/** One or more WPDUs (IEC 62056-4-7). */
export const explainWrapper: Explainer = (context, octets) => {
  const { findings } = context
  const headers: object[] = []
  const apdus: ApduForm[] = []
  let at = 0
  do {
    const from = at
    at = Math.min(from + wrapperHeaderLength, octets.length)
    const { layer, value: header } = findings.layerOver('wrapper', wrapperHeader, {
      octets,
      from,
      to: at,
      own: false,
    })
    if (header === undefined) break
    headers.push(header)
    const missing = at + header.length - octets.length
    if (header.version !== 1) {
      findings.fault(
        layer,
        'version',
        from,
        `wrapper version ${header.version} instead of 1; is it another transport?`,
      )
      break
    }
    if (missing > 0) {
      findings.fault(
        layer,
        'length',
        from + 6,
        `the APDU ends ${missing} octets too early; copy the whole frame`,
      )
      break
    }
    apdus.push(...explainMessage(context, { octets, from: at, to: at + header.length, own: false }))
    at += header.length
  } while (at < octets.length)
  return { wrapper: headers, apdus }
}
