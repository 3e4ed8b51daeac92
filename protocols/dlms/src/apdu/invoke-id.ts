import { axdr, type Codec, mapped } from '@ferraris/codec'

/** Invoke-Id-And-Priority (IEC 62056-5-3, 9.5): bits 0..3 the identifier, bit 6 confirmed service, bit 7 high priority. */
export interface InvokeId {
  id: number
  confirmed: boolean
  highPriority: boolean
}

export const invokeIdAndPriority: Codec<InvokeId> = mapped(
  axdr.unsigned8,
  ({ id, confirmed, highPriority }) => (highPriority ? 0x80 : 0) | (confirmed ? 0x40 : 0) | (id & 0x0f),
  octet => ({ id: octet & 0x0f, confirmed: (octet & 0x40) !== 0, highPriority: (octet & 0x80) !== 0 }),
  { kind: 'leaf', name: 'Invoke-Id-And-Priority' },
)
