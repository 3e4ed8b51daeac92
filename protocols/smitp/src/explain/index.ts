export {
  explainSmitp,
  type SmitpExplainOptions,
  type SmitpExplanation,
  type SmitpKind,
  smitpKinds,
} from './explain.ts'
export type { SmitpKeyInput } from './keys.ts'
