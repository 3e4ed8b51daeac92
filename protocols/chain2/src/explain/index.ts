export { chain2Dissector } from './dissector.ts'
