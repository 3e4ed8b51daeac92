export {
  type Dissection,
  type DissectOptions,
  type Dissector,
  dissectorFor,
  type GivenKeys,
  type Reading,
} from './dissector.ts'
export { Findings } from './findings.ts'
export type { Fault, Layer, LayerField } from './layer.ts'
export { type FieldWords, isObject, layerFields, offsetOf } from './layer-fields.ts'
export { ownPassage, type Passage, passageOf, wholePassage } from './passage.ts'
