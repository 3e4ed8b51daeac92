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
export { describeData, describeOctets } from './describe.ts'
/** The interface classes and the values of their attributes: `classes.register.attributes.scalerUnit`. */
export * as classes from './interface-classes/classes.ts'
export {
  type Attribute,
  attribute,
  type Behaviour,
  type InterfaceClass,
  interfaceClass,
  type Method,
  method,
} from './interface-classes/interface-class.ts'
export {
  attributeById,
  interfaceClasses,
  interfaceClassOf,
  methodById,
} from './interface-classes/registry.ts'
export {
  type AttributeImage,
  formatMeterImage,
  type MeterImage,
  type ObjectImage,
  parseMeterImage,
} from './meter-image/meter-image.ts'
export { MeterImageError } from './meter-image/meter-image-error.ts'
export { type Obis, ObisError, obis, obisFromOctets, obisToOctets } from './obis.ts'
export { obisName } from './obis-names/obis-name.ts'
export {
  type Column,
  type ColumnKind,
  columnKindOf,
  type DataColumn,
  type NumberColumn,
  type NumberColumnType,
  type TimeColumn,
} from './profile/column.ts'
export { type ColumnOptions, type Columns, decodeColumns, readColumns } from './profile/decode-columns.ts'
export { type ColumnToEncode, encodeColumns } from './profile/encode-columns.ts'
export { type ScalerUnit, scaled, scaledText, scalerUnit } from './scaler.ts'
export { skipData } from './skip-data.ts'
export { type TypeDescription, typeDescription } from './type-description.ts'
export { type Unit, unitCode, unitSymbol, units } from './units.ts'
export { type AccessRights, access, accessRights, accessText } from './values/access-rights.ts'
export { type CaptureObject, captureObject } from './values/capture-object.ts'
/** Leaves and combinators of attribute types, to declare further classes: `values.structure({ … })`. */
export * as values from './values/values.ts'
export { decodeObjectList, type ObjectListElement, objectListElements } from './values/object-list.ts'
export { applicationContextName, authenticationMechanismName } from './values/registered-name.ts'
export {
  type EntryDescriptor,
  entryDescriptor,
  profileSelector,
  type RangeDescriptor,
  rangeDescriptor,
} from './values/selective-access.ts'
export { ValueError } from './values/value-error.ts'
export type { ValueType, ValueTypeOf } from './values/value-type.ts'
export { type DescriptionForm, toDescriptionForm, toVectorForm, type VectorForm } from './vector-form.ts'
export { addDays, dateOfDayNumber, dayNumber, type LocalDate, weekday, Zone, zone } from './zone.ts'
