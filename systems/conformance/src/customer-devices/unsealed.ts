import { Writer } from '@ferraris/bytes'
import { encodeFrame, type Frame } from '@ferraris/chain2'
import { axdr } from '@ferraris/codec'
import { data, encodeData } from '@ferraris/cosem'
import { apduTags } from '@ferraris/dlms/apdu'
import { encodeNotification } from '@ferraris/dlms/push'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { DeviceBench } from './bench.ts'

/** A frame as it must never be taken: in clear. */
export function clearFrame(frame: Frame): Uint8Array {
  return encodeNotification({
    kind: 'data-notification',
    longInvokeId: 1,
    confirmed: false,
    time: undefined,
    body: encodeData(data.structure(data.octets(encodeFrame(frame)))),
  })
}

/** Under the right keys, with less protection than the profile demands: 0x10 authenticated, 0x20 encrypted only. */
export function weakFrame(bench: DeviceBench, frame: Frame, control: 0x10 | 0x20): Uint8Array {
  const { operatingKey, authenticationKey } = bench.subject.sample
  const { systemTitle, counter } = bench.meter().next()
  const keys = new SuiteKeys(operatingKey, authenticationKey)
  const notification = clearFrame(frame)
  const writer = new Writer(notification.length + 32).u8(apduTags['general-glo-ciphering'])
  axdr.octetString.encode(writer, systemTitle)
  axdr.octetString.encode(writer, keys.protect(control, systemTitle, counter, notification))
  return writer.finish()
}
