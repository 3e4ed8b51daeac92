export { type Annotation, annotate, type Field } from './annotate.ts'
export * as axdr from './axdr.ts'
export * as ber from './ber.ts'
export { type Codec, decode, EncodeError, encode, type ValueOf } from './codec.ts'
export {
  type AlternativesOf,
  choice,
  decodeField,
  mapped,
  rest,
  sequence,
} from './combinators.ts'
export { outline, type Shape } from './shape.ts'
