export { type Data, data } from './data.ts'
export {
  dataCodec,
  decodeData,
  decodeUntagged,
  encodeData,
  readUntagged,
  writeUntagged,
} from './data-codec.ts'
export { type DataType, dataTags, typeOfTag } from './data-type.ts'
export {
  clockStatus,
  type DateTime,
  dateTimeAt,
  decodeDateTime,
  encodeDateTime,
  formatDateTime,
  instantOf,
} from './date-time.ts'
export { describeData } from './describe.ts'
export { type Obis, ObisError, obis, obisFromOctets, obisToOctets } from './obis.ts'
export { obisName } from './obis-names/obis-name.ts'
export { type ScalerUnit, scaled, scaledText, scalerUnit } from './scaler.ts'
export { skipData } from './skip-data.ts'
export { type TypeDescription, typeDescription } from './type-description.ts'
export { unitCode, unitSymbol } from './units.ts'
export { toDescriptionForm, toVectorForm, type VectorForm } from './vector-form.ts'
export { addDays, dayNumber, type LocalDate, weekday, Zone, zone } from './zone.ts'
