export { type Data, data } from './data/data.ts'
export {
  dataCodec,
  decodeData,
  decodeUntagged,
  encodeData,
  readUntagged,
  writeUntagged,
} from './data/data-codec.ts'
export { type DataType, dataTags, typeOfTag } from './data/data-type.ts'
export { describeData } from './data/describe.ts'
export { fromVectorForm } from './data/from-vector-form.ts'
export { skipData } from './data/skip-data.ts'
export { type TypeDescription, typeDescription } from './data/type-description.ts'
export { toDescriptionForm, toVectorForm, type VectorForm } from './data/vector-form.ts'
export { type Obis, ObisError, obis, obisFromOctets, obisToOctets } from './obis.ts'
export { obisName } from './obis-names/obis-name.ts'
export { looksLikeDateTime } from './profile/times.ts'
export { type ScalerUnit, scaled, scaledText, scalerUnit } from './scaler.ts'
export {
  clockStatus,
  type DateTime,
  dateTimeAt,
  decodeDateTime,
  encodeDateTime,
  formatDateTime,
  instantOf,
} from './time/date-time.ts'
export { addDays, dayNumber, type LocalDate, weekday, Zone, zone } from './time/zone.ts'
export { unitCode, unitSymbol } from './units.ts'
