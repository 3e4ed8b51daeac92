import { Reader } from '@ferraris/bytes'
import { decodeCompact, parseQuirks } from '@ferraris/client'
import { decode } from '@ferraris/codec'
import {
  data,
  dateTimeAt,
  decodeData,
  decodeDateTime,
  encodeData,
  encodeDateTime,
  formatDateTime,
  instantOf,
  obis,
  obisToOctets,
  skipData,
  typeDescription,
  zone,
} from '@ferraris/cosem'
import { formatMeterImage, parseMeterImage } from '@ferraris/cosem/meter-image'
import { decodeColumns } from '@ferraris/cosem/profile'
import { decodeObjectList } from '@ferraris/cosem/values'
import { ofText, type Target, texts } from '../target.ts'
import { vectorOctets } from '../vectors.ts'

const rome = zone('Europe/Rome')
function stamp(instant: number) {
  return data.octets(encodeDateTime(dateTimeAt(instant, rome)))
}
const rows = encodeData(
  data.array(
    ...Array.from({ length: 12 }, (_, i) =>
      data.structure(stamp(1_795_219_200 + i * 900), data.unsigned(i % 3), data.doubleLongUnsigned(1000 + i)),
    ),
  ),
)
const nullRows = encodeData(
  data.array(
    data.structure(stamp(1_795_219_200), data.unsigned(0), data.doubleLongUnsigned(7)),
    data.structure(data.nothing(), data.nothing(), data.nothing()),
  ),
)
const access = data.structure(
  data.array(data.structure(data.integer(2), data.enumeration(1), data.nothing())),
  data.array(data.structure(data.integer(1), data.enumeration(1))),
)
const objectList = encodeData(
  data.array(
    data.structure(
      data.longUnsigned(3),
      data.unsigned(0),
      data.octets(obisToOctets(obis('1.0.1.8.0.255'))),
      access,
    ),
  ),
)
const compact = Uint8Array.from(Buffer.from('13020306110f1200050501020003040005', 'hex'))
const image = formatMeterImage({
  deviceName: 'FER0000000001',
  systemTitle: Uint8Array.of(70, 69, 82, 0, 0, 0, 0, 1),
  client: 1,
  readAt: Date.UTC(2026, 10, 21, 10),
  objects: [
    {
      classId: 3,
      version: 0,
      obis: obis('1.0.1.8.0.255'),
      attributes: new Map([
        [1, { access: 1, value: Uint8Array.of(9, 6, 1, 0, 1, 8, 0, 255) }],
        [3, { access: 0, value: undefined }],
      ]),
      methods: new Map([[1, 1]]),
    },
  ],
})
const template = {
  id: 1,
  captureObjects: [
    { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2, dataIndex: 0 },
    { classId: 3, obis: obis('1.0.2.8.0.255'), attribute: 2, dataIndex: 0 },
  ],
  types: decode(typeDescription, Uint8Array.of(2, 2, 6, 6)),
}

/** Values of COSEM, images of meters, and what a client reads out of values. */
export function cosemTargets(): Target[] {
  const values = [
    rows,
    nullRows,
    objectList,
    compact,
    ...vectorOctets('dlms').filter(([tag = 0]) => tag <= 27),
  ]
  return [
    { name: 'cosem: Data', decode: decodeData, seeds: values },
    { name: 'cosem: Data passed over', decode: octets => skipData(new Reader(octets)), seeds: values },
    { name: 'cosem: columns of a profile', decode: octets => decodeColumns(octets), seeds: values },
    {
      name: 'cosem: object list',
      decode: octets => decodeObjectList(decodeData(octets)),
      seeds: [objectList],
    },
    {
      name: 'cosem: date-time',
      decode: octets => {
        const time = decodeDateTime(octets)
        return [formatDateTime(time), instantOf(time)]
      },
      seeds: [encodeDateTime(dateTimeAt(1_795_219_200, rome))],
    },
    {
      name: 'cosem: type description',
      decode: octets => decode(typeDescription, octets),
      seeds: [Uint8Array.of(2, 3, 6, 17, 1, 0, 4, 18)],
    },
    {
      name: 'client: compact buffer',
      decode: octets => decodeCompact(octets, template),
      seeds: [Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 2)],
    },
    { name: 'cosem: meter image', decode: ofText(parseMeterImage), seeds: texts(image), json: true },
    {
      name: 'client: quirks',
      decode: ofText(parseQuirks),
      seeds: texts('no-lists,no-ranges,deviation=inverted,clock-zone=Europe/Rome'),
    },
  ]
}
