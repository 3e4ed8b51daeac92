import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  compressPayload,
  decodeMessage,
  decodeSoap,
  encodeMessage,
  encodeSoap,
  type Message,
  messageXml,
  originOf,
  parseEndDeviceCode,
  qualityOf,
} from '@ferraris/cim'
import { ofText, type Target, texts } from '../target.ts'

const order = decodeMessage(
  readFileSync(
    new URL('../../../../protocols/cim/src/golden/create-end-device-controls.xml', import.meta.url),
  ),
)
const readings: Message = {
  kind: 'response',
  form: 'generic',
  year: '2017',
  Header: { Verb: 'reply', Noun: 'MeterReadings', CorrelationID: 'c-1', Timestamp: 1_795_219_200_000 },
  Reply: { Result: 'PARTIAL', Error: [{ code: '2.4', ID: { value: 'M2', kind: 'name' } }] },
  Payload: {
    MeterReadings: {
      MeterReading: [
        {
          Meter: { Names: [{ name: 'M1' }] },
          IntervalBlocks: [
            {
              ReadingType: '0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0',
              IntervalReadings: [0, 1, 2].map(i => ({
                timeStamp: 1_795_219_200_000 + i * 900_000,
                value: `0.${i}5`,
                ReadingQualities: [{ ReadingQualityType: '1.2.32' }],
              })),
            },
          ],
        },
      ],
    },
  },
}
const packed: Message = {
  ...readings,
  Payload: compressPayload(readings.Payload ?? {}, octets => gzipSync(octets), '2017'),
}

/** Messages of IEC 61968-100 as they come from partners, bare and in SOAP, and their codes. */
export function cimTargets(): Target[] {
  const messages = [order, readings, packed]
  const settings = {
    inflate: (gzip: Uint8Array, most: number) => gunzipSync(gzip, { maxOutputLength: most }),
  }
  return [
    {
      name: 'cim: message',
      decode: octets => {
        const message = decodeMessage(octets, settings)
        // What was taken can be written again.
        messageXml(message)
      },
      seeds: messages.map(message => encodeMessage(message, { pretty: true })),
      weight: 0.5,
    },
    {
      name: 'cim: SOAP',
      decode: octets => decodeSoap(octets, { ...settings, strict: true }),
      seeds: [
        encodeSoap(order, { version: '1.1', user: { name: 'mdm', password: 'secret' } }),
        encodeSoap(readings, { version: '1.2' }),
      ],
      weight: 0.5,
    },
    {
      name: 'cim: reading type',
      decode: ofText(originOf),
      seeds: texts('0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0', '1.0.1.8.0.255'),
    },
    {
      name: 'cim: code of an event or control',
      decode: ofText(parseEndDeviceCode),
      seeds: texts('3.31.0.23', 'electricMeter.RCDSwitch.none.connect'),
    },
    { name: 'cim: quality', decode: ofText(qualityOf), seeds: texts('1.2.32') },
  ]
}
