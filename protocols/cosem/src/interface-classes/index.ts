export * as classes from './classes.ts'
export {
  type Attribute,
  attribute,
  type Behaviour,
  type InterfaceClass,
  interfaceClass,
  type Method,
  method,
} from './interface-class.ts'
export { attributeById, interfaceClasses, interfaceClassOf, methodById } from './registry.ts'
