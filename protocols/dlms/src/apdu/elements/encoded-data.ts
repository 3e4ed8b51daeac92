import { type Codec, rest } from '@ferraris/codec'
import { dataCodec, skipData } from '@ferraris/cosem'

/** One Data in A-XDR, tag octet first. Decoded where its meaning is known, so that a profile is walked only once. */
export type EncodedData = Uint8Array

export const encodedData: Codec<EncodedData> = {
  shape: { kind: 'leaf', name: 'Data' },
  encode: rest.encode,
  decode(reader) {
    const start = reader.offset
    if (reader.tracer === undefined) skipData(reader)
    else {
      reader.tracer.enter('Data', start)
      const value = dataCodec.decode(reader)
      reader.tracer.leave(reader.offset, value)
    }
    return reader.octets.subarray(start, reader.offset)
  },
}
