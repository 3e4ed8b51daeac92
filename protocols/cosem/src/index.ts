export { type Data, data } from './data.ts'
export {
  dataCodec,
  decodeData,
  decodeUntagged,
  encodeData,
  readUntagged,
  writeData,
  writeUntagged,
} from './data-codec.ts'
export { type DataType, dataTags, typeOfTag } from './data-type.ts'
export {
  clockStatus,
  type DateTime,
  dateTimeAt,
  dateTimeCodec,
  decodeDateTime,
  encodeDateTime,
  formatDateTime,
  instantOf,
} from './date-time.ts'
export { type Obis, ObisError, obis, obisFromOctets, obisToOctets } from './obis.ts'
export { skipData } from './skip-data.ts'
export { type TypeDescription, typeDescription } from './type-description.ts'
export { addDays, dateOfDayNumber, dayNumber, type LocalDate, weekday, Zone, zone } from './zone.ts'
