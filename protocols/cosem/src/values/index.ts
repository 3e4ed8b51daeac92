export { alsoRead, arrayOf, nullable, structure, viewed } from './composites.ts'
export {
  anyData,
  bitString,
  boolean,
  dateTime,
  doubleLongUnsigned,
  enumCode,
  enumeration,
  integer,
  logicalName,
  long,
  longUnsigned,
  octetString,
  text,
  unsigned,
} from './leaves.ts'
