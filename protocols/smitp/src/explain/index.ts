export { smitpDissector } from './dissector.ts'
export { explainSmitp, type SmitpExplainOptions } from './explain.ts'
